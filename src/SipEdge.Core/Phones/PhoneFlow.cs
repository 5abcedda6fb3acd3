using SipEdge.Sip.Transport;

namespace SipEdge.Core.Phones;

/// <summary>
/// What makes two messages come over one flow (RFC 5626 §3.1): the very connection, or over UDP the source's address and port and
/// the listener that it speaks to.
/// </summary>
internal readonly record struct PhoneFlow(TransportKind Transport, byte Listener, int Connection, SocketEndpoint Remote)
{
    public static PhoneFlow Of(in Flow flow) => flow.Connection == 0
        ? new PhoneFlow(flow.Transport, flow.Listener, 0, flow.Remote)
        : new PhoneFlow(flow.Transport, 0, flow.Connection, default);
}
