using SipEdge.Sip.Transport;

namespace SipEdge.Core.Registrations;

/// <summary>
/// The last messages of one registration, for whoever has to find out why it fails. Digest answers are made unreadable before they
/// are kept. Owned by the loop of the keeper.
/// </summary>
public sealed class RegistrationTrace
{
    /// <summary>Requests and answers together: eight pairs.</summary>
    public const int Most = 16;

    private readonly Queue<TracedMessage> _messages = [];

    public IReadOnlyCollection<TracedMessage> Messages => _messages;

    public void Add(ReadOnlySpan<byte> message, bool sent, SocketEndpoint local, in Flow flow, DateTimeOffset time)
    {
        if (message.IsEmpty)
        {
            return;
        }
        if (_messages.Count == Most)
        {
            _messages.Dequeue();
        }
        var copy = message.ToArray();
        Mask(copy, "response=\""u8);
        Mask(copy, "cnonce=\""u8);
        _messages.Enqueue(new TracedMessage(time, sent, local, flow.Remote, flow.Transport, copy));
    }

    /// <summary>Length stays, so that Content-Length and everything after it stay right.</summary>
    private static void Mask(Span<byte> message, ReadOnlySpan<byte> parameter)
    {
        for (var rest = message; rest.IndexOf(parameter) is >= 0 and var at;)
        {
            rest = rest[(at + parameter.Length)..];
            var end = rest.IndexOf((byte)'"');
            rest[..Math.Max(end, 0)].Fill((byte)'x');
        }
    }
}

/// <param name="Sent">By the edge.</param>
public sealed record TracedMessage(
    DateTimeOffset Time, bool Sent, SocketEndpoint Local, SocketEndpoint Remote, TransportKind Transport, byte[] Bytes);
