using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Abuse;

/// <summary>
/// An address or network that is not listened to. Plain data but for the count, which any thread adds to. Ends: on the
/// transports' clock. Evidence: the failures that led to it; 0 for one made by hand. Note: what the operator said.
/// </summary>
public sealed record Ban(
    AddressPrefix Prefix, bool Manual, ReasonCode Reason, DateTimeOffset Since, DateTimeOffset Until, long Ends, int Evidence,
    string? Note)
{
    private long _dropped;

    /// <summary>Messages and connections turned away by it.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    internal void CountDropped() => Interlocked.Increment(ref _dropped);
}
