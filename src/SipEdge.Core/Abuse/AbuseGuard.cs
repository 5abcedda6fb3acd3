using System.Collections.Concurrent;
using System.Collections.Immutable;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Abuse;

/// <summary>
/// Who may send, how fast, and who no longer: one for the whole process, since one source reaches every loop. The gate looks at
/// the address alone; what the loops learn of a source comes back through <see cref="Weigh"/> and <see cref="Proven"/>. What can
/// be forged never bans an address that the configuration names or that has proven itself.
/// </summary>
public sealed class AbuseGuard : IIngressGate
{
    private const long KnownReportedFor = 3_600_000;

    /// <summary>Records about strangers that are only turned away: enough to see what goes on, too few to fill a disk.</summary>
    private static readonly TokenBucket StrangerRecords = new(new RateOptions(50, 500));

    /// <summary>Over UDP anybody can write a trunk's address on what he sends, as often as the trunk may send.</summary>
    private static readonly TokenBucket KnownRecords = new(new RateOptions(500, 5_000));

    private readonly IEdgeRecords _records;
    private readonly TimeProvider _time;
    private readonly SourceTable _sources;
    private readonly BanTable _bans;
    private readonly LimitedSources _limited = new();
    private readonly ConcurrentDictionary<string, TrunkBucket> _trunks = new(StringComparer.Ordinal);
    private readonly SpreadCounter _droppedBanned = new();
    private readonly SpreadCounter _droppedRateLimited = new();
    private readonly SpreadCounter _recordsSpared = new();
    private volatile GuardRules _rules;
    private long _strangerRecords;
    private long _knownRecords;
    private long _begun;
    private long _byHand;
    private long _misbehaved;

    /// <param name="model">Its table sizes stand for good; the rest is what <see cref="Apply"/> replaces.</param>
    /// <param name="records">Where bans and floods are told.</param>
    /// <param name="time">The wall clock, for records only.</param>
    public AbuseGuard(EdgeModel model, IEdgeRecords records, TimeProvider time)
    {
        _records = records;
        _time = time;
        _sources = new SourceTable(model.Security.Rates.Sources);
        _bans = new BanTable(model.Security.Bans.Entries);
        _rules = new GuardRules(model, _trunks);
    }

    public SourceTable Sources => _sources;

    public AbuseCounts Counts => new(
        _droppedBanned.Read(), _droppedRateLimited.Read(), Interlocked.Read(ref _begun), Interlocked.Read(ref _byHand),
        _bans.Refused, _bans.Count, Interlocked.Read(ref _misbehaved), _sources.Count, _sources.Replaced, _recordsSpared.Read());

    /// <summary>Rates and rules of a new configuration, from the next message on. Scores, buckets and bans go on.</summary>
    public void Apply(EdgeModel model, long now)
    {
        _rules = new GuardRules(model, _trunks);

        // What has become known is not banned any more, unless somebody meant it.
        foreach (var lifted in _bans.Sweep(now, ban => !ban.Manual && model.Known.Find(ban.Prefix.First) is not null))
        {
            TellEnd(lifted);
        }
    }

    public GateVerdict Check(in Flow source, int bytes, long now)
    {
        var rules = _rules;
        var address = source.Remote.Address;
        var known = rules.Known.Find(address);
        if (_bans.Find(address, manualOnly: known is not null, now) is { } ban)
        {
            ban.CountDropped();
            _droppedBanned.Add();
            return GateVerdict.Banned;
        }
        if (TryTake(rules, address, known, now))
        {
            return GateVerdict.Pass;
        }
        _droppedRateLimited.Add();
        _limited.Count(source, known?.Trunk, now);
        return GateVerdict.RateLimited;
    }

    /// <summary>A request of the source was refused, or what it sent is no SIP.</summary>
    public void Weigh(in Flow source, ReasonCode reason, long now)
    {
        var weight = FailureWeights.Of(reason, source.IsReliable);
        var rules = _rules;
        if (weight == 0 || !rules.Bans.Automatic)
        {
            return;
        }
        var address = source.Remote.Address;
        var slot = _sources.Claim(SourceAddress.Of(address), now);
        var failures = SourceMarks.CountFailure(ref slot.Marks, first: Volatile.Read(ref slot.Score) <= now);
        if (!FailureScore.Add(ref slot.Score, weight, rules.Bans, now))
        {
            return;
        }
        var marks = SourceMarks.Read(ref slot.Marks);
        var known = rules.Known.Find(address);
        if (known is not null || (!source.IsReliable && marks.IsProven(now)))
        {
            TellMisbehaving(ref slot, marks, source, known, failures, now);
            return;
        }
        Begin(ref slot, marks, address, reason, failures, rules.Bans, now);
    }

    /// <summary>
    /// The source showed a secret of ours: it answered a challenge rightly, or sent a right header pair over a connection. That
    /// wipes its slate: behind one address there may be a phone with a wrong password among many with the right one.
    /// </summary>
    public void Proven(in Flow source, long now)
    {
        var rules = _rules;
        var slot = _sources.Claim(SourceAddress.Of(source.Remote.Address), now);
        SourceMarks.Prove(ref slot.Marks, now + (long)rules.Bans.ProvenFor.TotalMilliseconds);
        Volatile.Write(ref slot.Score, 0);
    }

    /// <summary>
    /// Nobody vouches for the address: it is in no entry, not proven, and no connection shows that answers reach the one who
    /// asks.
    /// </summary>
    public bool IsStranger(in Flow source, long now) => !source.IsReliable && IsUnknown(source, now);

    /// <summary>
    /// Whether the refusal of somebody who was not let in has a record of its own: while there are not too many of strangers, and of
    /// known addresses that may be forged.
    /// </summary>
    public bool MayRecord(in Flow source, long now)
    {
        var room = IsUnknown(source, now) ? StrangerRecords.TryTake(ref _strangerRecords, now)
            : source.IsReliable || KnownRecords.TryTake(ref _knownRecords, now);
        if (room)
        {
            return true;
        }
        _recordsSpared.Add();
        return false;
    }

    /// <summary>Bans by hand. False when there is no room among bans made by hand.</summary>
    public bool TryBan(AddressPrefix prefix, TimeSpan duration, string? note, long now)
    {
        var since = _time.GetUtcNow();
        var ban = new Ban(
            prefix, true, ReasonCode.Banned, since, since + duration, now + (long)duration.TotalMilliseconds, 0, note);
        if (!_bans.TryBegin(ban, now, out var replaced))
        {
            return false;
        }
        Interlocked.Increment(ref _byHand);
        if (replaced is not null)
        {
            TellEnd(replaced);
        }
        Tell(ban, "ban_begun");
        return true;
    }

    public Ban? Lift(AddressPrefix prefix)
    {
        var lifted = _bans.Lift(prefix);
        if (lifted is not null)
        {
            TellEnd(lifted);
        }
        return lifted;
    }

    /// <summary>How many there were.</summary>
    public int LiftAll(long now)
    {
        var lifted = _bans.Sweep(now, static _ => true);
        foreach (var ban in lifted)
        {
            TellEnd(ban);
        }
        return lifted.Length;
    }

    public ImmutableArray<Ban> Bans(long now) => _bans.InForce(now);

    /// <summary>
    /// Writes what is due: bans that are over, sources that were limited. Called every second or so, by no loop.
    /// </summary>
    public void Sweep(long now)
    {
        foreach (var ended in _bans.Sweep(now))
        {
            TellEnd(ended);
        }
        TellLimited(_limited.Take(now));
    }

    /// <summary>The process ends, and with it every ban and count: what has not been told yet is.</summary>
    public void Close(long now)
    {
        LiftAll(now);
        TellLimited(_limited.Take(long.MaxValue));
    }

    private void TellLimited(List<(Flow? Source, string? Trunk, long Dropped)> due)
    {
        foreach (var (source, trunk, dropped) in due)
        {
            _records.AbuseSeen(new AbuseRecord
            {
                Time = _time.GetUtcNow(),
                Event = "rate_limited",
                Source = source is { } flow ? Text(flow) : "others",
                Reason = ReasonCodes.Name(ReasonCode.RateLimited),
                Transport = source is { } told ? ConfigNames.Transport.Name(told.Transport) : null,
                Trunk = trunk,
                Dropped = dropped,
            });
        }
    }

    private bool TryTake(GuardRules rules, UInt128 address, KnownSource? known, long now)
    {
        if (known?.Trunk is { } trunk)
        {
            return rules.TryTake(trunk, now);
        }
        var slot = _sources.Claim(SourceAddress.Of(address), now);
        var bucket = known is not null ? rules.KnownRate
            : SourceMarks.Read(ref slot.Marks).IsProven(now) ? rules.ProvenRate
            : rules.StrangerRate;
        return bucket.TryTake(ref slot.Bucket, now);
    }

    private bool IsUnknown(in Flow source, long now)
    {
        var address = source.Remote.Address;
        return _rules.Known.Find(address) is null
            && !(_sources.TryFind(SourceAddress.Of(address), out var slot) && SourceMarks.Read(ref slot.Marks).IsProven(now));
    }

    private void Begin(
        ref SourceSlot slot, SourceMarks marks, UInt128 address, ReasonCode reason, int failures, BanOptions rules, long now)
    {
        var duration = BanLength.Of(rules, marks.StrikesAt(now));
        var since = _time.GetUtcNow();
        var ban = new Ban(
            SourceAddress.PrefixOf(address), false, reason, since, since + duration, now + (long)duration.TotalMilliseconds,
            failures, null);

        // What was under way when the ban began makes it no longer, and another loop may have been faster. When there is no room
        // the next failure tries again.
        if (!_bans.TryBegin(ban, now, out var replaced))
        {
            return;
        }
        Volatile.Write(ref slot.Score, 0);
        SourceMarks.Strike(ref slot.Marks, now, ban.Ends + (long)rules.Longest.TotalMilliseconds);
        Interlocked.Increment(ref _begun);
        if (replaced is not null)
        {
            TellEnd(replaced);
        }
        Tell(ban, "ban_begun");
    }

    /// <summary>Once an hour, for as long as it goes on.</summary>
    private void TellMisbehaving(
        ref SourceSlot slot, SourceMarks marks, in Flow source, KnownSource? known, int failures, long now)
    {
        Volatile.Write(ref slot.Score, 0);
        Interlocked.Increment(ref _misbehaved);
        if (marks.StrikesAt(now) > 0)
        {
            return;
        }
        SourceMarks.Strike(ref slot.Marks, now, now + KnownReportedFor);
        _records.AbuseSeen(new AbuseRecord
        {
            Time = _time.GetUtcNow(),
            Event = "known_source_misbehaves",
            Source = Text(source),
            Reason = ReasonCodes.Name(ReasonCode.KnownSourceMisbehaves),
            Transport = ConfigNames.Transport.Name(source.Transport),
            Trunk = known?.Trunk?.Name,
            Evidence = failures,
            KnownBy = known is null || known.Line == ConfigLine.None ? null : known.Line.ToString(),
        });
    }

    private void TellEnd(Ban ban) => Tell(ban, "ban_ended", ban.Dropped);

    private void Tell(Ban ban, string what, long? dropped = null) => _records.AbuseSeen(new AbuseRecord
    {
        Time = _time.GetUtcNow(),
        Event = what,
        Source = ban.Prefix.Text,
        Reason = ReasonCodes.Name(ban.Reason),
        Until = ban.Until,
        Evidence = ban.Manual ? null : ban.Evidence,
        Dropped = dropped,
        Note = ban.Note,
    });

    private static string Text(in Flow source) => SourceAddress.PrefixOf(source.Remote.Address).Text;
}
