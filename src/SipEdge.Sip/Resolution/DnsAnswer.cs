using System.Collections.Immutable;

namespace SipEdge.Sip.Resolution;

/// <summary>What became of one question, aliases followed. "There is none" is an answer too, and is kept as long as its zone says.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Records">Of the type that was asked for, not empty exactly when found.</param>
/// <param name="Ttl">Seconds it holds: of the shortest record on the way.</param>
/// <param name="Error">Why it failed, for the operator.</param>
public sealed record DnsAnswer(DnsOutcome Outcome, ImmutableArray<DnsRecord> Records, uint Ttl, string? Error = null)
{
    public static DnsAnswer Failed(string why) => new(DnsOutcome.Failed, [], 0, why);

    public static DnsAnswer None(DnsOutcome outcome, uint ttl) => new(outcome, [], ttl);
}
