using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

/// <summary>
/// Numbers of a list: exact ones, beginnings ("+3120*") and ranges ("+31201234000-+31201234099"). Two binary searches whatever
/// is in it, no allocation. Immutable after construction.
/// </summary>
public sealed class NumberSet
{
    private readonly UInt128[] _first;
    private readonly UInt128[] _last;

    private NumberSet(IEnumerable<NumberRange> ranges)
    {
        var first = new List<UInt128>();
        var last = new List<UInt128>();
        foreach (var range in ranges.OrderBy(range => range.First))
        {
            if (last.Count > 0 && range.First <= last[^1])
            {
                // They overlap: one interval, so that a search has one candidate.
                last[^1] = UInt128.Max(last[^1], range.Last);
                continue;
            }
            first.Add(range.First);
            last.Add(range.Last);
        }
        _first = [.. first];
        _last = [.. last];
    }

    public static NumberSet Empty { get; } = new([]);

    public bool IsEmpty => _first.Length == 0;

    /// <summary>From entries that have passed <see cref="Validate"/>.</summary>
    public static NumberSet Compile(ImmutableArray<string> entries) => entries.IsEmpty
        ? Empty
        : new NumberSet(entries.Select(entry => NumberRange.TryParse(entry, out var range, out var why)
            ? range
            : throw new InvalidOperationException($"{entry}: {why}")));

    /// <summary>Says of each entry what is wrong with it, at <paramref name="path"/>[index].</summary>
    public static void Validate(ImmutableArray<string> entries, string path, ProblemList problems)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            if (!NumberRange.TryParse(entries[i], out _, out var why))
            {
                problems.Error($"{path}[{i}]", $"'{entries[i]}': {why}", "a number, +3120*, or 3000-3099");
            }
        }
    }

    /// <summary>
    /// Whether the number is in the set, as it is written: "+31…" and "31…" are different. What is no number is in no set.
    /// </summary>
    public bool Contains(ReadOnlySpan<byte> number) =>
        _first.Length > 0 && NumberRange.TryReadKey(number, out var key) && (Contains(key.Exact) || Contains(key.Alike));

    /// <summary>
    /// Whether a list of what may not be called names it. Stricter than <see cref="Contains(ReadOnlySpan{byte})"/>: a switch connects
    /// as soon as it has digits enough, and a peer may cut off at a byte that it does not like, so digits too many and what is
    /// no digit behind them do not take a number off the list.
    /// </summary>
    public bool Forbids(ReadOnlySpan<byte> called)
    {
        Span<byte> number = stackalloc byte[NumberRange.Longest];
        return _first.Length > 0 && Contains(number[..CopyDialled(called, number)]);
    }

    /// <summary>The keys of a telephone up to the first other mark; separators and what cannot be printed are passed over.</summary>
    private static int CopyDialled(ReadOnlySpan<byte> called, Span<byte> number)
    {
        var length = 0;
        foreach (var b in called)
        {
            if (b is <= (byte)' ' or 0x7F or (byte)'-' or (byte)'.' or (byte)'(' or (byte)')' || (b == '+' && number[..length] is [(byte)'+']))
            {
                continue;
            }
            var isKey = b is (>= (byte)'0' and <= (byte)'9') or (byte)'*' or (byte)'#' || (b == '+' && length == 0);
            if (!isKey || length == number.Length)
            {
                break;
            }
            number[length++] = b;
        }
        return length;
    }

    private bool Contains(UInt128 key)
    {
        var at = Array.BinarySearch(_first, key);
        return at >= 0 || (~at > 0 && key <= _last[~at - 1]);
    }
}
