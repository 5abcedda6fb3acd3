using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Rewrite;

/// <summary>Where the edge can be reached on one leg.</summary>
public static class OutgoingContact
{
    /// <summary>"&lt;sip:host:port;transport=tcp&gt;".</summary>
    /// <param name="hostPort">Of the listener that the leg runs over.</param>
    public static void Write(ref SipWriter writer, scoped ReadOnlySpan<byte> hostPort, TransportKind transport, bool secure)
    {
        writer.Begin(HeaderId.Contact);
        writer.Append(secure ? "<sips:"u8 : "<sip:"u8);
        writer.Append(hostPort);
        writer.Append(secure ? default : transport.UriParameter());
        writer.Append((byte)'>');
        writer.End();
    }
}
