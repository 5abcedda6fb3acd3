using System.Security.Cryptography;
using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Doctor;

/// <summary>A request of a test, written for the wire that it leaves on.</summary>
internal sealed record ProbeRequest(SipMethod Method, string Uri, string From, string To, string CallId, uint CSeq)
{
    private const int Largest = 16_384;

    public string Branch { get; init; } = $"z9hG4bK{Token()}";

    /// <summary>With its brackets; null: none.</summary>
    public string? Contact { get; init; }

    /// <summary>Route lines of a dialog, in order.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>Whole header lines: credentials, Expires.</summary>
    public byte[] Lines { get; init; } = [];

    public byte[] Sdp { get; init; } = [];

    public static string Token() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    public byte[] Write(ProbeWire wire)
    {
        var writer = new SipWriter(new byte[Largest]);
        writer.RequestLine(Method, Bytes(Uri));
        writer.Header(HeaderId.Via, Bytes($"SIP/2.0/{wire.ViaTransport} {wire.Local};branch={Branch};rport"));
        writer.Header(HeaderId.MaxForwards, 70);
        foreach (var route in Routes)
        {
            writer.Header(HeaderId.Route, Bytes(route));
        }
        writer.Header(HeaderId.From, Bytes(From));
        writer.Header(HeaderId.To, Bytes(To));
        writer.Header(HeaderId.CallId, Bytes(CallId));
        writer.Begin(HeaderId.CSeq);
        writer.Append(CSeq);
        writer.Append((byte)' ');
        writer.Append(SipMethods.Name(Method));
        writer.End();
        if (Contact is not null)
        {
            writer.Header(HeaderId.Contact, Bytes(Contact));
        }
        if (Method == SipMethod.Invite)
        {
            writer.Header(HeaderId.Allow, "INVITE, ACK, CANCEL, BYE, OPTIONS"u8);
        }
        writer.Lines(Lines);
        writer.Finish(Sdp.Length > 0 ? "application/sdp"u8 : default, Sdp);
        return writer.Failed
            ? throw new InvalidOperationException($"a {Method} of this test cannot be written") // validated configuration, tested number
            : writer.Written.ToArray();
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
