namespace SipEdge.Load.Compare;

/// <summary>Columns as wide as they need; the first ones left, figures right.</summary>
internal sealed class TextTable(int leftColumns, params string[] heads)
{
    private readonly List<string[]> _rows = [heads];

    internal bool HasRows => _rows.Count > 1;

    internal void Add(params string[] cells) => _rows.Add(cells);

    internal void Write(TextWriter output)
    {
        int[] widths = [.. heads.Select((_, column) => _rows.Max(row => row[column].Length))];
        foreach (string[] row in _rows)
        {
            var cells = row.Select((cell, column) =>
                column < leftColumns ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            output.WriteLine("  " + string.Join("  ", cells).TrimEnd());
            if (row == _rows[0])
            {
                output.WriteLine("  " + string.Join("  ", widths.Select(width => new string('-', width))));
            }
        }

        output.WriteLine();
    }
}
