using SipEdge.Media.Dtls;
using SipEdge.Media.Relay;

namespace SipEdge.Media.Negotiation;

/// <summary>One leg of a call: its policy, its lines, and what the edge says of itself there. Owned by its call.</summary>
internal sealed class NegotiatedLeg
{
    /// <summary>Null before the leg begins.</summary>
    public LegPolicy? Policy;

    public LegSecret Secret;

    /// <summary>Of our certificate; none where there is no DTLS.</summary>
    public DtlsFingerprint Fingerprint;

    public bool HasDtls => !Fingerprint.IsNone;

    public LineMap Lines;

    /// <summary>The lines as they are when the pending offer is answered.</summary>
    public LineMap PendingLines;

    public ulong SessionId;

    /// <summary>Version of the last description (RFC 3264 §8), and a fingerprint of what it said.</summary>
    public ulong Version;
    public int LastDescription;

    /// <summary>An address of ours on this leg, for descriptions that relay nothing.</summary>
    public MediaEndpoint Local;

    public void Begin(LegPolicy policy, ulong sessionId, in DtlsFingerprint fingerprint)
    {
        Clear();
        Policy = policy;
        SessionId = sessionId;
        Fingerprint = fingerprint;
        Secret.Renew();
    }

    public void Clear()
    {
        Policy = null;
        Secret.Forget();
        Fingerprint = default;
        Lines = default;
        PendingLines = default;
        SessionId = 0;
        Version = 0;
        LastDescription = 0;
        Local = default;
    }
}
