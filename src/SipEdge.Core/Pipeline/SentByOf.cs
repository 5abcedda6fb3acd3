using SipEdge.Sip.Transport;

namespace SipEdge.Core.Pipeline;

/// <summary>
/// What the edge calls itself on a flow: <see cref="ITransport.SentBy"/>, or what the configuration says of it.
/// </summary>
public delegate ReadOnlySpan<byte> SentByOf(in Flow flow);
