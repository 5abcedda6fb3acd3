using System.Text;

namespace SipEdge.Sip.Messages;

/// <summary>
/// A SIP message read in place: a window on the receive buffer that cannot outlive it. After a parse that was not
/// <see cref="ParseStatus.Complete"/> it shows what was read up to and around the fault; what was not read is empty or zero.
/// </summary>
public readonly ref struct SipMessageView
{
    private readonly MessageFacts _facts;

    internal SipMessageView(ReadOnlySpan<byte> bytes, ReadOnlySpan<HeaderSlot> headers,
        scoped in MessageFacts facts, ViaView topVia)
    {
        Bytes = bytes;
        Headers = headers;
        _facts = facts;
        TopVia = topVia;
    }

    /// <summary>The message as received.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Every header line, in order.</summary>
    public ReadOnlySpan<HeaderSlot> Headers { get; }

    public bool IsRequest => _facts.IsRequest;

    /// <summary>Of a response: the method of its CSeq.</summary>
    public SipMethod Method => _facts.Method;

    /// <summary>The method as written; of a response that of its CSeq.</summary>
    public ReadOnlySpan<byte> MethodName => _facts.MethodName.Of(Bytes);

    public ReadOnlySpan<byte> RequestUri => _facts.RequestUri.Of(Bytes);

    /// <summary>0 for a request.</summary>
    public int StatusCode => _facts.StatusCode;

    public ReadOnlySpan<byte> ReasonPhrase => _facts.Reason.Of(Bytes);

    /// <summary>Content-Length bytes, or without that header the rest of the datagram (RFC 3261 §18.3).</summary>
    public ReadOnlySpan<byte> Body => _facts.Body.Of(Bytes);

    public ReadOnlySpan<byte> CallId => _facts.CallId.Of(Bytes);

    /// <summary>Empty when there is none (RFC 2543).</summary>
    public ReadOnlySpan<byte> FromTag => _facts.FromTag.Of(Bytes);

    /// <summary>Empty outside a dialog.</summary>
    public ReadOnlySpan<byte> ToTag => _facts.ToTag.Of(Bytes);

    public uint CSeq => _facts.CSeq;

    /// <summary>-1 when the header is absent, which is accepted and means 70 (RFC 3261 §8.1.1.6, §16.3).</summary>
    public int MaxForwards => _facts.MaxForwards;

    /// <summary>The first Via value, parsed ahead; its <see cref="ViaView.Raw"/> is empty when it could not be.</summary>
    public ViaView TopVia { get; }

    /// <summary>
    /// Whether an answer to this request, whole or malformed, can find its way back: the top Via was read, and it is no ACK.
    /// </summary>
    public bool CanAnswer => IsRequest && Method != SipMethod.Ack && !TopVia.Raw.IsEmpty;

    /// <summary>Where the first fault was seen; -1 when there is none.</summary>
    public int ProblemOffset => _facts.ProblemOffset;

    /// <summary>The value of the first line of that header, or empty.</summary>
    public ReadOnlySpan<byte> First(HeaderId id)
    {
        foreach (ref readonly var slot in Headers)
        {
            if (slot.Id == id)
            {
                return Value(slot);
            }
        }

        return default;
    }

    /// <summary>The value of the first line of that name in any case, or empty.</summary>
    public ReadOnlySpan<byte> First(scoped ReadOnlySpan<byte> name)
    {
        foreach (ref readonly var slot in Headers)
        {
            if (slot.NameLength == name.Length && Ascii.EqualsIgnoreCase(Name(slot), name))
            {
                return Value(slot);
            }
        }

        return default;
    }

    public bool Has(HeaderId id) => Count(id) > 0;

    /// <summary>Header lines, not values.</summary>
    public int Count(HeaderId id)
    {
        var count = 0;
        foreach (ref readonly var slot in Headers)
        {
            if (slot.Id == id)
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>Header lines of that name in any case.</summary>
    public int Count(scoped ReadOnlySpan<byte> name)
    {
        var count = 0;
        foreach (ref readonly var slot in Headers)
        {
            if (slot.NameLength == name.Length && Ascii.EqualsIgnoreCase(Name(slot), name))
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>Every value of that header, over all lines and commas.</summary>
    public HeaderValues Values(HeaderId id) => new(Bytes, Headers, id);

    /// <summary>As written, without the white space before the colon.</summary>
    public ReadOnlySpan<byte> Name(scoped in HeaderSlot slot) => Bytes.Slice(slot.NameOffset, slot.NameLength);

    /// <summary>Trimmed; a folded value with its line breaks.</summary>
    public ReadOnlySpan<byte> Value(scoped in HeaderSlot slot) => Bytes.Slice(slot.ValueOffset, slot.ValueLength);
}
