using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Sip.Transport;

/// <summary>
/// Where a response goes back to, and what its top Via says about it: RFC 3261 §18.2.1 and §18.2.2, RFC 3581.
/// Deviates: maddr is not followed. It would let a stranger aim our answers at a third party.
/// </summary>
public static class ViaStamp
{
    /// <summary>
    /// Appends the request's top Via value as its responses carry it: received when the sender is not where it says, and
    /// rport filled in where asked for. What the sender wrote into those two itself is dropped.
    /// </summary>
    public static void Append(scoped ref SipWriter writer, scoped in ViaView via, SocketEndpoint source)
    {
        var parameters = via.Parameters;
        writer.Append(SipGrammar.Trim(via.Raw[..^parameters.Length].TrimEnd("; \t\r\n"u8)));
        var reader = new ParameterReader(parameters);
        while (reader.Next())
        {
            if (Ascii.EqualsIgnoreCase(reader.Name, "received"u8) || Ascii.EqualsIgnoreCase(reader.Name, "rport"u8))
            {
                continue;
            }

            writer.Append((byte)';');
            writer.Append(reader.Name);
            if (!reader.Value.IsEmpty)
            {
                writer.Append((byte)'=');
                writer.Append(reader.Value);
            }
        }

        // RFC 3581 §4: who asks for rport gets received too, even when the address is the one it wrote.
        if (via.HasRport || !SocketEndpoint.TryParseHost(via.Host, 0, out var sentBy) || sentBy.Address != source.Address)
        {
            AppendReceived(ref writer, source);
        }

        if (via.HasRport)
        {
            writer.Append(";rport="u8);
            writer.Append(source.Port);
        }
    }

    /// <summary>
    /// UDP: the source address, at the source port when rport was asked for and at the port of sent-by otherwise.
    /// Streams: the connection the request came in on.
    /// </summary>
    public static Flow ReplyTo(in Flow source, scoped in ViaView via) => source.Transport != TransportKind.Udp || via.HasRport
        ? source
        : source with { Remote = source.Remote with { Port = SentByPort(source, via) } };

    /// <summary>The port a response goes to when its connection is gone: a new one to the source at sent-by's port.</summary>
    public static ushort SentByPort(in Flow source, scoped in ViaView via) =>
        via.Port == 0 ? source.Transport.DefaultPort() : (ushort)via.Port;

    private static void AppendReceived(scoped ref SipWriter writer, SocketEndpoint source)
    {
        Span<byte> text = stackalloc byte[SocketEndpoint.MaxTextLength];
        if (source.TryFormatHost(text, out var length))
        {
            // The grammar of received has no brackets (RFC 3261 §25.1, via-received).
            writer.Append(";received="u8);
            writer.Append(source.IsIpv4 ? text[..length] : text[1..(length - 1)]);
        }
    }
}
