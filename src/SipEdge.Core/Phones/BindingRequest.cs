using SipEdge.Sip.Transport;

namespace SipEdge.Core.Phones;

/// <summary>What a REGISTER asks for one contact.</summary>
/// <param name="callId">Of the REGISTER.</param>
/// <param name="cseq">Of the REGISTER.</param>
/// <param name="flow">That it came over.</param>
/// <param name="uri">What the phone calls itself.</param>
/// <param name="seconds">That it would get; 0 removes it.</param>
internal readonly ref struct BindingRequest(
    ReadOnlySpan<byte> callId, uint cseq, Flow flow, ReadOnlySpan<byte> uri, int seconds)
{
    public ReadOnlySpan<byte> CallId { get; } = callId;

    public uint CSeq { get; } = cseq;

    public Flow Flow { get; } = flow;

    public ReadOnlySpan<byte> Uri { get; } = uri;

    public int Seconds { get; } = seconds;
}
