using Microsoft.Extensions.Logging;
using SipEdge.Core.Abuse;
using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Phones;
using SipEdge.Core.Trunks;
using SipEdge.Media.Relay;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Pipeline;

/// <summary>What one edge loop is given from outside: everything that is not a decision.</summary>
/// <param name="Model">The snapshot in force; a reload swaps what it returns.</param>
/// <param name="Nonces">
/// The loop's own: its key is no other loop's. What was used once is remembered per loop, so a nonce that two loops honoured
/// could be replayed on the second (RFC 7616 §5.12). A phone that brings it to another loop is challenged again as stale.
/// </param>
/// <param name="Random">The system's generator in the product, a seeded one on the simulated network.</param>
/// <param name="Time">The wall clock, for records and for rules that an operator wrote as times of day.</param>
public sealed record EdgeEnvironment(
    int LoopNumber,
    int LoopCount,
    Func<EdgeModel> Model,
    ITransport Transport,
    IMediaPlane Media,
    IEdgeRecords Records,
    NonceFactory Nonces,
    CallMetrics Metrics,
    ILoggerFactory Loggers,
    RandomSource Random,
    TimeProvider Time,
    TransactionOptions Transactions)
{
    /// <summary>One for all loops: a token does not know on which it was used.</summary>
    public TokenUses TokenUses { get; init; } = new();

    /// <summary>One for the whole process: a trunk belongs to no loop.</summary>
    public TrunkBoard Board { get; init; } = new(LoopCount);

    /// <summary>One for the whole process: a phone registers on one loop and is called on any.</summary>
    public PhoneBook Phones { get; init; } = new();

    /// <summary>The other loops of the process.</summary>
    public Neighbours Neighbours { get; init; } = Neighbours.Strangers(LoopCount);

    /// <summary>One for the whole process: a source reaches every loop.</summary>
    public required AbuseGuard Abuse { get; init; }
}
