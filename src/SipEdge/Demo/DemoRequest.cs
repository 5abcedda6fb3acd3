using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Demo;

/// <summary>Writes the few messages that the demo's ends need.</summary>
internal static class DemoRequest
{
    /// <param name="contact">Empty: none, as in ACK and BYE.</param>
    /// <param name="credentials">A whole header line.</param>
    public static byte[] Write(
        SipMethod method, string uri, IDemoWire wire, string branch, DialogNames dialog, uint cseq, string contact,
        byte[]? credentials = null, byte[]? sdp = null)
    {
        var writer = new SipWriter(new byte[4096]);
        writer.RequestLine(method, Bytes(uri));
        writer.Header(HeaderId.Via, Bytes($"SIP/2.0/{wire.Transport} {wire.Local};branch={branch};rport"));
        writer.Header(HeaderId.MaxForwards, 70);
        writer.Header(HeaderId.From, Bytes(dialog.Local));
        writer.Header(HeaderId.To, Bytes(dialog.Remote));
        writer.Header(HeaderId.CallId, Bytes(dialog.CallId));
        writer.Begin(HeaderId.CSeq);
        writer.Append(cseq);
        writer.Append((byte)' ');
        writer.Append(SipMethods.Name(method));
        writer.End();
        if (contact.Length > 0)
        {
            writer.Header(HeaderId.Contact, Bytes(contact));
        }

        writer.Lines(credentials);
        return Finish(ref writer, sdp);
    }

    public static byte[] WriteResponse(DemoMessage request, int status, string toTag, string contact, byte[]? sdp = null)
    {
        var writer = new SipWriter(new byte[4096]);
        writer.StatusLine(status);
        foreach (var via in request.Vias)
        {
            writer.Header(HeaderId.Via, Bytes(via));
        }

        writer.Header(HeaderId.From, Bytes(request.From));
        writer.Header(HeaderId.To, Bytes(request.ToTag.Length > 0 ? request.To : $"{request.To};tag={toTag}"));
        writer.Header(HeaderId.CallId, Bytes(request.CallId));
        writer.Begin(HeaderId.CSeq);
        writer.Append(request.CSeq);
        writer.Append((byte)' ');
        writer.Append(SipMethods.Name(request.Method));
        writer.End();
        writer.Header(HeaderId.Contact, Bytes(contact));
        return Finish(ref writer, sdp);
    }

    private static byte[] Finish(ref SipWriter writer, byte[]? sdp)
    {
        writer.Finish(sdp is null ? default : "application/sdp"u8, sdp);
        return writer.Failed ? throw new InvalidOperationException("a demo message does not fit its buffer") : writer.Written.ToArray();
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
