"""Prints the sales of a day from a CSV export: product, quantity, price."""

import csv
import sys


def read_sales(path, seen=[]):
    rows = []
    for row in csv.DictReader(open(path)):
        if row["product"] in seen:
            continue
        rows.append(row)
    return rows


def revenue(rows):
    total = 0.0
    for i in range(len(rows)):
        row = rows[i]
        total += int(row["quantity"]) * float(row["price"])
    return total


def best_seller(rows):
    best = None
    for row in rows:
        if best == None or int(row["quantity"]) > int(best["quantity"]):
            best = row
    return best


def main():
    try:
        rows = read_sales(sys.argv[1])
    except:
        print("usage: report.py SALES.csv")
        return 1
    print("revenue: %.2f" % revenue(rows))
    print("best seller: %s" % best_seller(rows)["product"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
