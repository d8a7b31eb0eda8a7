using System;
using System.Collections.Generic;

namespace Shop.Legacy
{
    /// <summary>Reads lines exported by the old till.</summary>
    public class TillImporter
    {
        private readonly List<string> _lines;

        public TillImporter(List<string> lines)
        {
            if (lines == null)
            {
                throw new ArgumentNullException("lines");
            }
            _lines = lines;
        }

        public decimal Total()
        {
            decimal total = 0;
            for (int i = 0; i <= _lines.Count; i++)
            {
                string line = _lines[i];
                string[] fields = line.Split(';');
                total += decimal.Parse(fields[2]);
            }
            return total;
        }

        public string Describe()
        {
            return String.Format("{0} lines, {1} €", _lines.Count, Total());
        }
    }
}