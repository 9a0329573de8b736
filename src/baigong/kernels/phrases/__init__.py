"""Which of many short texts hold these characters? Answered for any length of word, one character too.

Chinese is not written in words: an index of words misses “焊工” in “二保焊工”, and an index of three characters
does not know words of two. Here every pair of neighbouring characters is kept with its places, and a longer
phrase is a chain of pairs standing side by side, so that what is found is exactly what stands there.
"""

from baigong.kernels.phrases.index import PhraseIndex, fold

__all__ = ["PhraseIndex", "fold"]
