using SipEdge.Core.Admission;

namespace SipEdge.Core.Calls;

/// <summary>The answer: a reason why not, a leg, or a name. Immutable.</summary>
internal sealed record LegAnswer(int Number, ReasonCode? Refused)
{
    public LentLeg? Lent { get; init; }

    /// <summary>The leg across from the one that was named: its Call-ID, its peer's tag and the edge's.</summary>
    public (byte[] CallId, byte[] RemoteTag, byte[] LocalTag) Far { get; init; }
}
