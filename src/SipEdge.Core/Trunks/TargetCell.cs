using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Trunks;

/// <summary>
/// What is known of one address. A failure may be noted by every loop: time and reason are one word, written at once, and of two
/// that come together the later end wins.
/// </summary>
public sealed class TargetCell(TransportKind transport, SocketEndpoint address)
{
    private const int ReasonBits = 16;

    /// <summary>A peer may ask for a pause, but not turn itself off.</summary>
    private const long LongestPauseMs = 300_000;

    private long _failed;
    private volatile TargetHealth? _health;

    public TransportKind Transport => transport;

    public SocketEndpoint Address => address;

    /// <summary>Until when calls go elsewhere (RFC 3263 §4.3, RFC 3261 §21.5.4); 0 while nothing is known against it.</summary>
    public long FailedUntil => Volatile.Read(ref _failed) >> ReasonBits;

    /// <summary>Why.</summary>
    public ReasonCode FailedBy => (ReasonCode)(Volatile.Read(ref _failed) & ((1 << ReasonBits) - 1));

    public bool HasFailed(long now) => FailedUntil > now;

    /// <summary>Written by the keeper of pings alone; null while the address is not asked.</summary>
    public TargetHealth? Health
    {
        get => _health;
        set => _health = value;
    }

    /// <summary>How the calls to it went, as far as its trunk looks at that.</summary>
    public Circuit Circuit { get; } = new();

    /// <summary>Why calls leave it alone; <see cref="ReasonCode.None"/> when they do not.</summary>
    /// <param name="circuit">Of its trunk; null: how calls went is not looked at.</param>
    /// <param name="now">The loop's time.</param>
    public ReasonCode WhyNot(CircuitRules? circuit, long now) => _health is { State: HealthState.Down } ? ReasonCode.GatewayDown
        : HasFailed(now) ? ReasonCode.TargetFailedRecently
        : circuit is not null && Circuit.IsShut(circuit, now) ? ReasonCode.CircuitOpen
        : ReasonCode.None;

    /// <summary>The same in words, with what is known of it; empty when calls go there.</summary>
    public string Explain(CircuitRules? circuit, long now) => WhyNot(circuit, now) switch
    {
        ReasonCode.None => "",
        ReasonCode.GatewayDown => $"down: {_health?.Why}",
        ReasonCode.CircuitOpen => $"circuit open: {Circuit.Describe(circuit!, now).Why}",
        _ => ReasonCodes.Meaning(FailedBy),
    };

    /// <summary>It asked for a pause: 503 with Retry-After (RFC 3261 §21.5.4).</summary>
    public void Pause(long pauseMs, long now) =>
        Remember(ReasonCode.GatewayFailed, now + Math.Min(pauseMs, LongestPauseMs));

    /// <summary>A request to it failed; the next ones go elsewhere for a while.</summary>
    public void Remember(ReasonCode reason, long until)
    {
        var word = (until << ReasonBits) | (uint)reason;
        var seen = Volatile.Read(ref _failed);
        while (seen >> ReasonBits < until)
        {
            var before = Interlocked.CompareExchange(ref _failed, word, seen);
            if (before == seen)
            {
                return;
            }
            seen = before;
        }
    }

    /// <summary>It answered: what was remembered against it is over.</summary>
    public void Forget(long now)
    {
        if (HasFailed(now))
        {
            Volatile.Write(ref _failed, now << ReasonBits);
        }
    }

    /// <summary>Since when nothing has been known against it; 0: for as long as is known. Meaningless while it is not well.</summary>
    internal long WellSince(long now) => Math.Min(Math.Max(Math.Max(FailedUntil, _health?.UpSince ?? 0), Circuit.ClosedSince), now);

    /// <summary>When it may be tried again. Nobody knows of one that is down: it is worse than all that have only failed.</summary>
    internal long BadUntil(CircuitRules? circuit, long now) => _health is { State: HealthState.Down }
        ? long.MaxValue
        : Math.Max(FailedUntil, circuit is null ? now : Circuit.ShutUntil(now));
}
