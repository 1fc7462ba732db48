"""Which costs stand out from what is usual, what made them, and what will the coming days cost?"""

from opencaio.engines.spend.ahead import Ahead, ahead
from opencaio.engines.spend.unusual import Contribution, Unusual, contributions, unusual
from opencaio.engines.spend.usual import ENGINE_VERSION, Usual, usual

__all__ = ["ENGINE_VERSION", "Ahead", "Contribution", "Unusual", "Usual", "ahead", "contributions", "unusual", "usual"]
