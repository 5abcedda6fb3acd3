namespace SipEdge.Core.Admission;

/// <summary>The checks that a request goes through, in their order.</summary>
public enum DecisionStage : byte
{
    Message,
    Scanner,
    Domain,
    Source,
    Certificate,
    HeaderPair,
    Digest,
    Trunk,
    Rules,
    Policy,
    CallerId,
    Number,
    Route,
    Identity,
    Gateway,
    Media,
}
