"""Tidu 梯度: a registry of firms climbing the cultivation ladder.

Nothing is imported here, so that the importers stay free of Flask.
"""
