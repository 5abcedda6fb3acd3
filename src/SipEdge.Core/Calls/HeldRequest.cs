using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>A request that waits for what another loop answers to a <see cref="LegQuestion"/>. Owned by the loop that asked.</summary>
internal sealed record HeldRequest(LegUse Use, TransactionId Server, byte[] Message, Flow Flow)
{
    /// <summary>The call that a REFER came in.</summary>
    public Call? Call { get; init; }

    public int Generation { get; init; }

    public CallSide Side { get; init; }

    /// <summary>How the sender of an INVITE was let in.</summary>
    public AdmissionDecision Admission { get; init; }

    public EdgeModel Model { get; init; } = EdgeModel.Default;
}
