"""Tests of boplan: the real reader, the real program, oracles from outside."""
