"""How do spans of OpenTelemetry become rows of usage, and how is none lost between its receipt and the lake?"""

from opencaio.lake.otlp.requests import Sent, read_request
from opencaio.lake.otlp.spans import Reduced, reduce_spans

__all__ = ["Reduced", "Sent", "read_request", "reduce_spans"]
