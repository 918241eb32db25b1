"""What a reader has to know of a block to read its figures, by the key of the block."""

from __future__ import annotations

NOTES = {
    "import": """The whole import reads in a process of its own, recognises, types and checks, keeps file and cells,
matches, compares, writes, journals by row, seals the journal and keeps what an undo needs, in one transaction. In the third
line nothing was evaluated before, so no firm is evaluated again; the last evaluates all firms within the transaction.""",
    "import-large": """The ledger of a whole province in one file; each round begins with a new process. A sheet holds
1,048,576 rows; a larger register comes in several files.""",
    "import-peer": """The same file and like checks: check digit, bounds, whole numbers, the checks between columns. In the
peer's favour: one flat table instead of firms, years and values by origin; one journal statement; one pass, without the dry
run that its admin makes before; no search for firms by name. Tuned means its own bulk mode, instances loaded at once and no
diff, so that nobody can see what changed. Ours stages the file, keeps it, plans, writes, journals and seals by row, and
keeps what an undo needs.""",
    "export-peer": """The same two sheets: the list in 30 columns, and the evidence with a row of 13 cells for each firm and
condition. openpyxl has the cells ready and only writes them, with the same number formats. So does our writer in the second
line; the third begins with the question: firms, figures and origins are read, every condition is judged, all is converted,
and the blank workbook of the office is filled. A province is measured here with a tenth of its candidates: openpyxl's time grows
with the cells, and with all of them a round would take minutes. The whole list stands in the next section.""",
    "export": """The first line compresses the finished file of the second once more and does nothing else. The list comes
from the database; its evidence has a row for each firm and condition. Memory does not grow with the list: compare the
second line with the third, which has a quarter of it. Its evidence goes on to a second sheet past a million rows.""",
    "tiers": """The first three give each condition's outcome and gap and each tier's outcome, the same ones (a test holds
them together); the engine gives values, near misses, verdicts and candidate classes besides, OpenFisca does not. OpenFisca
in double precision, with NaN for what is not known, on one core; the others use both. The last is all there is: every rule
set with its scores, places and candidate classes.""",
    "store": """Figures are read, every tier is evaluated, inputs and results are archived, standings are replaced, all is
counted and committed. Each round begins with a new process and with a store that was never evaluated, for the last line
with one that was.""",
    "impact": """A process that has judged nothing before; the second line loads the columns from the database, judges all
firms by the rules in force and by the draft, and compares. The third asks again with another threshold.""",
    "postgres": """The same on PostgreSQL of the same machine, each round a new process; the server is counted in CPU and in
beside MB.""",
    "growth": """Each work at sizes far apart, interleaved; nothing may grow faster than the number of firms, list pages not
at all. Growth is the seconds of the largest size as a multiple of those of the smallest, beside how many times more firms
that is. Lists and one firm are asked twenty times each; lists as they are kept until something is written, and once more, each page
once, after a write, when what is counted over all firms is counted anew. A ledger of a fixed size goes into registers of every
size; that of all firms goes into an empty one, in files of 300,000 rows.""",
    "pages": """Servers as `tidu serve` starts them, asked by another process; the bare page has the same cells of the same firms.
Every request asks for the next of many pages of a list or another word; nothing is written meanwhile. Ours keep what they wrote
until then, the bare page asks and writes anew each time. What ours cost where nothing is kept is told beside: one request alone,
the first after a write; and 20 in flight while somebody writes every five seconds, 6,000 times in a working day.
Peak MB is that of all processes of the server together.""",
}
