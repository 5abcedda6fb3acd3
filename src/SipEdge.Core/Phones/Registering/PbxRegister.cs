using SipEdge.Core.Configuration;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Phones.Registering;

/// <summary>The text of a REGISTER to the PBX: who is registered, and by which contacts of the edge (RFC 3261 §10.2).</summary>
internal static class PbxRegister
{
    /// <summary>"sips:" and a host name.</summary>
    public const int LongestUri = 5 + 256;

    /// <summary>The Request-URI: the domain of the address of record, without a user.</summary>
    public static int WriteUri(PhoneModel phones, UriScheme scheme, Span<byte> destination)
    {
        var writer = new SipWriter(destination);
        writer.Append(scheme == UriScheme.Sips ? "sips:"u8 : "sip:"u8);
        writer.Append(phones.RegistrarDomain);
        return writer.Length;
    }

    /// <summary>Everything but what digest adds.</summary>
    /// <param name="writer">Gets the header lines.</param>
    /// <param name="question">Whose contacts.</param>
    /// <param name="phones">Of the domain.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="host">The edge's own, as the target reaches it.</param>
    /// <param name="tag">Of this request.</param>
    public static void Write(
        ref SipWriter writer, PbxQuestion question, PhoneModel phones, TargetModel target, scoped ReadOnlySpan<byte> host,
        scoped ReadOnlySpan<byte> tag)
    {
        var record = question.Record!;
        writer.Lines(target.RouteLine);
        writer.Header(HeaderId.MaxForwards, LocalCapabilities.MaxForwards);
        WriteRecord(ref writer, HeaderId.From, record, phones, tag);
        WriteRecord(ref writer, HeaderId.To, record, phones, []);
        writer.Header(HeaderId.CallId, record.PbxCallId);
        writer.Begin(HeaderId.CSeq);
        writer.Append(record.PbxCSeq);
        writer.Append(" REGISTER"u8);
        writer.End();
        if (question.RemovesAll)
        {
            writer.Header(HeaderId.Contact, "*"u8);
            writer.Header(HeaderId.Expires, 0);
        }
        foreach (var contact in question.Contacts)
        {
            WriteContact(ref writer, contact, question.PbxSeconds, host, target.Transport);
        }
        writer.Lines(question.Credentials);
    }

    private static void WriteRecord(
        ref SipWriter writer, HeaderId header, RecordState record, PhoneModel phones, scoped ReadOnlySpan<byte> tag)
    {
        writer.Begin(header);
        writer.Append("<sip:"u8);
        writer.Append(record.User);
        writer.Append((byte)'@');
        writer.Append(phones.RegistrarDomain);
        writer.Append((byte)'>');
        if (!tag.IsEmpty)
        {
            writer.Append(";tag="u8);
            writer.Append(tag);
        }
        writer.End();
    }

    /// <summary>The edge's own address, and whose it is in the user part (§10.2.1).</summary>
    private static void WriteContact(
        ref SipWriter writer, AskedContact contact, int seconds, scoped ReadOnlySpan<byte> host, TransportKind transport)
    {
        Span<byte> user = stackalloc byte[PhoneToken.Length];
        PhoneToken.Write(user, contact.Token);
        writer.Begin(HeaderId.Contact);
        writer.Append("<sip:"u8);
        writer.Append(user);
        writer.Append((byte)'@');
        writer.Append(host);
        writer.Append(transport.UriParameter());
        writer.Append((byte)'>');
        writer.Append(";expires="u8);
        writer.Append(contact.Seconds == 0 ? 0 : seconds);
        if (contact.Quality.Length > 0)
        {
            writer.Append(";q="u8);
            writer.Append(contact.Quality);
        }
        writer.End();
    }
}
