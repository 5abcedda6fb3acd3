using SipEdge.Sip.Messages;

namespace SipEdge.Sip.Transactions;

/// <summary>The base timers of RFC 3261 §17 and the room a loop's transactions may take.</summary>
public sealed record TransactionOptions
{
    public static TransactionOptions Default { get; } = new();

    /// <summary>T1, the round-trip estimate: 500 ms (RFC 3261 §17.1.1.1).</summary>
    public int T1 { get; init; } = 500;

    /// <summary>T2, the longest interval between retransmissions: 4 s (RFC 3261 §17.1.2.1).</summary>
    public int T2 { get; init; } = 4000;

    /// <summary>T4, how long a message stays in the network: 5 s (RFC 3261 §17.1.2.2).</summary>
    public int T4 { get; init; } = 5000;

    /// <summary>When an INVITE is answered 100 although its user has said nothing: 200 ms (RFC 3261 §17.2.1).</summary>
    public int TryingAfter { get; init; } = 200;

    /// <summary>
    /// Transactions of one loop at one time. Over UDP each lingers for up to 32 s, so a busy loop holds about 64 per call
    /// per second; 200,000 is 3,000 calls per second.
    /// </summary>
    public int MaxTransactions { get; init; } = 200_000;

    /// <summary>
    /// Server transactions from one address at one time; 0: no limit of its own. A carrier sends from one address, so this
    /// is off unless the configuration knows better.
    /// </summary>
    public int MaxPerSource { get; init; }

    /// <summary>How much of a message is read before it is refused.</summary>
    public ParseLimits Parse { get; init; } = ParseLimits.Default;
}
