"""Markdown tables, printed row by row."""

WIDTH = 32


class Table:
    def __init__(self, title, first, *heads):
        self.widths = [max(len(head), 8) for head in heads]
        print(f"\n## {title}\n")
        self.line(first, heads)
        print(f"| {'-' * WIDTH} |" + "".join(f" {'-' * (width - 1)}: |" for width in self.widths), flush=True)

    def row(self, name, *cells):
        """Cells are formatted text."""
        self.line(name, cells)

    def line(self, name, cells):
        print(f"| {name:{WIDTH}} |" + "".join(f" {cell:>{width}} |" for cell, width in zip(cells, self.widths)), flush=True)
