"""Which invented organisations travel with the product, complete enough to try every part of it?"""

from opencaio.examples.shape import Example, load

__all__ = ["Example", "load"]
