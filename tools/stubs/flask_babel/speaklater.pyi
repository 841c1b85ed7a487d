from collections.abc import Callable

# At run time it is no str, though it answers like one. Here it is, since labels, choices and messages of
# forms are declared to be text. Where a real str counts (JSON, a dict key), write str(...) around it.
class LazyString(str):
    def __new__(cls, func: Callable[..., str], *args: object, **kwargs: object) -> LazyString: ...
