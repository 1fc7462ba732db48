"""What do declared metrics come to, as far as somebody may see?"""

from opencaio.record.measuring.declared import Declared, declared, declared_one, spec_of
from opencaio.record.measuring.figures import Question, figures, figures_of

__all__ = ["Declared", "Question", "declared", "declared_one", "figures", "figures_of", "spec_of"]
