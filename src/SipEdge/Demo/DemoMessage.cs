using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Demo;

/// <summary>
/// A received message with what the demo's ends need of it, copied out: they wait between messages, views cannot.
/// </summary>
internal sealed class DemoMessage
{
    private DemoMessage(in SipMessageView view)
    {
        IsRequest = view.IsRequest;
        Method = view.Method;
        Status = view.StatusCode;
        CSeq = view.CSeq;
        CallId = Text(view.CallId);
        FromTag = Text(view.FromTag);
        From = Text(view.First(HeaderId.From));
        To = Text(view.First(HeaderId.To));
        ToTag = Text(view.ToTag);
        Body = view.Body.ToArray();
        Summary = view.IsRequest ? Text(view.MethodName) : $"{view.StatusCode} {Text(view.ReasonPhrase)}";
        HasSdp = view.Body.Length > 0;
        RequestUri = Text(view.RequestUri);
        if (NameAddressView.TryParse(view.First(HeaderId.Contact), out var contact))
        {
            Contact = Text(contact.Uri);
        }

        foreach (var slot in view.Headers)
        {
            switch (slot.Id)
            {
                case HeaderId.Via:
                    Vias.Add(Text(view.Value(slot)));
                    break;
                case HeaderId.WwwAuthenticate or HeaderId.ProxyAuthenticate:
                    Challenges.Add((slot.Id, Text(view.Value(slot))));
                    break;
            }
        }
    }

    public bool IsRequest { get; }

    public SipMethod Method { get; }

    public int Status { get; }

    public uint CSeq { get; }

    public string CallId { get; }

    public string From { get; }

    public string FromTag { get; }

    public string To { get; }

    public string ToTag { get; }

    public string RequestUri { get; }

    public string? Contact { get; }

    public List<string> Vias { get; } = [];

    public List<(HeaderId Header, string Value)> Challenges { get; } = [];

    public byte[] Body { get; }

    public bool HasSdp { get; }

    /// <summary>For the ladder: the method, or status and reason.</summary>
    public string Summary { get; }

    public static DemoMessage Read(byte[] bytes)
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        var status = SipParser.Parse(bytes, slots, ParseLimits.Default, out var view);
        return status == ParseStatus.Complete
            ? new DemoMessage(view)
            : throw new InvalidDataException($"the edge sent something unreadable ({status}):\n{Text(bytes)}");
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
