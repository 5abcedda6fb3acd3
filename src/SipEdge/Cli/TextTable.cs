using Spectre.Console;
using Spectre.Console.Rendering;

namespace SipEdge.Cli;

/// <summary>
/// A plain table: never folded, cut where a column ends. Text and not markup: what a caller puts in From must not be able to colour
/// the operator's screen.
/// </summary>
internal sealed class TextTable
{
    private readonly Table _table = new() { Border = TableBorder.Simple, Expand = false };
    private readonly int[] _widths;

    /// <exception cref="ArgumentException">The columns do not fit a screen: they would be squeezed, and cells folded.</exception>
    public TextTable(params (string Title, int Width)[] columns)
    {
        if (columns.Sum(static column => column.Width + 2) + 1 > Terminal.Columns)
        {
            throw new ArgumentException("wider than a screen", nameof(columns));
        }
        _widths = [.. columns.Select(static column => column.Width)];
        foreach (var (title, width) in columns)
        {
            _table.AddColumn(new TableColumn(title) { NoWrap = true, Width = width, Padding = new Padding(0, 0, 1, 0) });
        }
    }

    public IRenderable Rendered => _table;

    /// <summary>Below the table.</summary>
    public string Caption
    {
        set => _table.Caption = new TableTitle(value);
    }

    public void Add(params string[] cells) => _table.AddRow(cells.Select((cell, i) => new Text(ScreenText.Of(cell, _widths[i]))
    {
        Overflow = Overflow.Ellipsis,
    }));

    public void Print(Terminal terminal) => terminal.Console.Write(_table);
}
