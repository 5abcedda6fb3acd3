using System.Diagnostics;
using System.Globalization;

namespace SipEdge.Demo;

/// <summary>What the demo's two ends sent and received, in order, drawn as a ladder with the edge in the middle.</summary>
internal sealed class Ladder
{
    private const int Width = 34;

    private readonly Lock _writing = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<Rung> _rungs = [];

    /// <summary>Between the caller and the edge.</summary>
    public void Caller(bool sent, string what) => Add(caller: true, right: sent, what);

    /// <summary>Between the edge and the answering phone.</summary>
    public void Phone(bool sent, string what) => Add(caller: false, right: !sent, what);

    public IEnumerable<string> Draw()
    {
        Rung[] rungs;
        lock (_writing)
        {
            rungs = [.. _rungs];
        }

        yield return $"{"ms",6}  {"caller",-Width}{"edge",-Width}phone";
        foreach (var rung in rungs)
        {
            var arrow = Arrow(rung.What, rung.Right);
            var time = rung.Elapsed.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
            yield return rung.Caller
                ? $"{time,6}  |{arrow}|{new string(' ', Width - 1)}|"
                : $"{time,6}  |{new string(' ', Width - 1)}|{arrow}|";
        }
    }

    // "--- INVITE ------->" in the width between two lines.
    private static string Arrow(string what, bool right)
    {
        var text = $" {what} ";
        var room = Width - 2;
        if (text.Length > room)
        {
            text = text[..room];
        }

        var line = ("---" + text).PadRight(room, '-')[..room];
        return right ? line + ">" : "<" + line;
    }

    private void Add(bool caller, bool right, string what)
    {
        lock (_writing)
        {
            _rungs.Add(new Rung(Stopwatch.GetElapsedTime(_start), caller, right, what));
        }
    }

    private readonly record struct Rung(TimeSpan Elapsed, bool Caller, bool Right, string What);
}
