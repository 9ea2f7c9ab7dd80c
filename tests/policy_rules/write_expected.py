"""Write expected.txt of every case; read the difference before it is committed."""

from __future__ import annotations

from rule_cases import NAMES, check_side, lines, read_case

for name in NAMES:
    case = read_case(name)
    case.expected.write_text(lines(check_side(case, case.new, case.old)), encoding="utf-8")
