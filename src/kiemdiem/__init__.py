"""kiemdiem: kiểm điểm, đánh giá, xếp loại chất lượng hằng năm (yearly review, evaluation and rating)."""

__version__ = "0.1.0"
