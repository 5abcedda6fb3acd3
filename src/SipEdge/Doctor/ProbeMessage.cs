using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Doctor;

/// <summary>A received message with its headers as text.</summary>
internal sealed class ProbeMessage
{
    private readonly List<(HeaderId Id, string Value)> _values = [];

    private ProbeMessage(byte[] bytes, in SipMessageView view)
    {
        Bytes = bytes;
        IsRequest = view.IsRequest;
        Method = view.Method;
        Status = view.StatusCode;
        Reason = Encoding.UTF8.GetString(view.ReasonPhrase);
        CSeq = view.CSeq;
        CallId = Encoding.UTF8.GetString(view.CallId);
        Body = view.Body.ToArray();
        foreach (var id in (ReadOnlySpan<HeaderId>)
        [
            HeaderId.To, HeaderId.Contact, HeaderId.Allow, HeaderId.Supported, HeaderId.Server, HeaderId.UserAgent, HeaderId.RetryAfter,
            HeaderId.MinExpires, HeaderId.Warning, HeaderId.WwwAuthenticate, HeaderId.ProxyAuthenticate, HeaderId.RecordRoute,
            HeaderId.ContentType,
        ])
        {
            foreach (var value in view.Values(id))
            {
                _values.Add((id, Encoding.UTF8.GetString(value)));
            }
        }
    }

    public byte[] Bytes { get; }

    public bool IsRequest { get; }

    public SipMethod Method { get; }

    public int Status { get; }

    public string Reason { get; }

    public uint CSeq { get; }

    public string CallId { get; }

    public byte[] Body { get; }

    public bool IsChallenge => Status is 401 or 407;

    public string Summary => $"{Status} {Reason}".Trim();

    public string? First(HeaderId id) => _values.Find(one => one.Id == id).Value;

    public IReadOnlyList<string> All(HeaderId id) => [.. _values.Where(one => one.Id == id).Select(static one => one.Value)];

    /// <summary>Null for what is no SIP.</summary>
    public static ProbeMessage? Read(byte[] bytes)
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        return SipParser.Parse(bytes, slots, ParseLimits.Default, out var view) == ParseStatus.Complete
            ? new ProbeMessage(bytes, view)
            : null;
    }
}
