"""`python -m tests.benchmarks`: run the benchmarks and print them as JSON; see README.md."""

import argparse
import json
import os
import sys
from pathlib import Path

from . import session
from .frame import BENCHMARKS


def main():
    options = _parse()
    databases = {None: options.database, "odoo": options.odoo_database, "copy": options.copy_database}
    results = session.run(databases, options.names, options.scale)
    report = json.dumps([result.as_dict() for result in results], indent=2)
    print(report)
    if options.output:
        options.output.write_text(report + "\n", encoding="utf-8")
    return 0 if all(result.passed for result in results) else 1


def _parse():
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(BENCHMARKS)} (default: all)")
    parser.add_argument("--database", "-d", default=os.environ.get("SALES_CLOUD_DB", "sales_cloud"))
    parser.add_argument("--odoo-database", help="a database with Odoo's modules and without our addons")
    parser.add_argument("--copy-database", help="another database like the first")
    parser.add_argument("--scale", type=float, default=1.0, help="multiply the usual volumes")
    parser.add_argument("--output", type=Path, help="also write the JSON to this file")
    options = parser.parse_args()
    unknown = set(options.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())
