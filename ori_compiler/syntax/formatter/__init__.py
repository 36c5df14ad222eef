"""The layout of Ori source (library reference, appendix A): tree in, text out.

`rules` turns each production into a document (`document`), comments are hung on the document's line breaks
(`comments`), `layout` decides which of them break, and `source_file` puts the items of a file together.
"""
