"""wanboard: the compiler that turns a storyboard kept in git into a film."""

__version__ = "0.1.0"
