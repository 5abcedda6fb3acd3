using System.Collections.Concurrent;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Abuse;

/// <summary>
/// What was dropped of each source that sends too fast, for one record a minute. Bounded: what finds no room is counted together.
/// Only the first drop of a source in a minute allocates.
/// </summary>
internal sealed class LimitedSources
{
    private const int Most = 1_000;
    private const long ReportAfter = 60_000;

    private readonly ConcurrentDictionary<UInt128, Tally> _tallies = new();
    private int _count;
    private Tally? _others;

    public void Count(in Flow source, TrunkModel? trunk, long now)
    {
        var key = SourceAddress.Of(source.Remote.Address);
        if (_tallies.TryGetValue(key, out var tally))
        {
            tally.Add();
            return;
        }
        if (Volatile.Read(ref _count) < Most)
        {
            if (_tallies.TryAdd(key, new Tally(source, trunk?.Name, now)))
            {
                Interlocked.Increment(ref _count);
            }
            return;
        }
        var others = Volatile.Read(ref _others)
            ?? Interlocked.CompareExchange(ref _others, new Tally(default, null, now), null) ?? Volatile.Read(ref _others);
        others?.Add();
    }

    /// <summary>Those whose minute is over; a null source stands for the many that there was no room for.</summary>
    public List<(Flow? Source, string? Trunk, long Dropped)> Take(long now)
    {
        var due = new List<(Flow? Source, string? Trunk, long Dropped)>();
        foreach (var row in _tallies)
        {
            if (now - row.Value.Since >= ReportAfter && _tallies.TryRemove(row))
            {
                Interlocked.Decrement(ref _count);
                due.Add((row.Value.Source, row.Value.Trunk, row.Value.Dropped));
            }
        }
        if (Volatile.Read(ref _others) is { } others && now - others.Since >= ReportAfter)
        {
            Volatile.Write(ref _others, null);
            due.Add((null, null, others.Dropped - 1));
        }
        return due;
    }

    private sealed class Tally(in Flow source, string? trunk, long since)
    {
        // What made the tally is its first.
        private long _dropped = 1;

        public Flow Source { get; } = source;

        public string? Trunk => trunk;

        public long Since => since;

        public long Dropped => Interlocked.Read(ref _dropped);

        public void Add() => Interlocked.Increment(ref _dropped);
    }
}
