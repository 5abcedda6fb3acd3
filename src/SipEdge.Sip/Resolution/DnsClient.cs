using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace SipEdge.Sip.Resolution;

/// <summary>
/// Asks DNS servers, asynchronously: over UDP from a port of its own for each question, with a random id, and over TCP when the
/// answer does not fit. An answer counts when id, question and the server's address are right (RFC 5452 §9.1); the kernel looks at
/// the address, for the socket is connected. Safe to use from any thread.
/// </summary>
public sealed class DnsClient(DnsSettings settings, TimeProvider time)
{
    private const int LargestDatagram = 4096;

    /// <summary>Answers with a wrong id: somebody guesses. The question is then asked over TCP, where guessing does not help.</summary>
    private const int MostGuesses = 8;

    // The server that answered last is asked first, so that one that is down costs its time-out once. Any thread may write it.
    private volatile int _first;
    private long _queries;
    private long _failures;

    /// <summary>Questions that were put to a server.</summary>
    public long Queries => Interlocked.Read(ref _queries);

    /// <summary>Those of them that a server did not answer, or with an error.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>The answer with aliases followed. What goes wrong is a value; only cancellation is thrown.</summary>
    public async Task<DnsAnswer> AskAsync(DnsQuestion question, CancellationToken cancellation)
    {
        var asked = question;
        var ttl = uint.MaxValue;
        for (var steps = 0; steps <= DnsAnswerReader.MostAliases; steps++)
        {
            if (!DnsNames.CanBeAsked(asked.Name))
            {
                return DnsAnswer.None(DnsOutcome.NoSuchName, DnsAnswerReader.NegativeTtl);
            }
            var (message, error) = await AskServersAsync(asked, cancellation).ConfigureAwait(false);
            if (message is null)
            {
                return DnsAnswer.Failed(error);
            }
            var answer = DnsAnswerReader.Read(message, asked, out var alias, out var ofAliases);
            ttl = Math.Min(ttl, ofAliases);
            if (alias is null)
            {
                return answer with { Ttl = Math.Min(ttl, answer.Ttl) };
            }
            asked = asked with { Name = alias };
        }
        return DnsAnswer.Failed("the aliases (CNAME) of this name go round in circles");
    }

    private async Task<(DnsMessage? Message, string Error)> AskServersAsync(DnsQuestion question, CancellationToken cancellation)
    {
        var error = "no DNS server is known";
        for (var attempt = 0; attempt < settings.Attempts; attempt++)
        {
            var first = _first;
            for (var i = 0; i < settings.Servers.Length; i++)
            {
                var number = (first + i) % settings.Servers.Length;
                Interlocked.Increment(ref _queries);
                var (message, why) = await AskServerAsync(settings.Servers[number], question, cancellation).ConfigureAwait(false);
                if (message is { Code: DnsResponseCode.NoError or DnsResponseCode.NoSuchName })
                {
                    _first = number;
                    return (message, "");
                }
                Interlocked.Increment(ref _failures);
                error = $"{settings.Servers[number]} {(message is null ? why : $"answered {message.Code}")}";
            }
        }
        return (null, error);
    }

    private async Task<(DnsMessage? Message, string Error)> AskServerAsync(
        IPEndPoint server, DnsQuestion question, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var message = await OverUdpAsync(server, question, edns: true, either.Token).ConfigureAwait(false);
            if (message is { Code: DnsResponseCode.FormatError or DnsResponseCode.NotImplemented })
            {
                // A server from before EDNS0 (RFC 6891 §7).
                message = await OverUdpAsync(server, question, edns: false, either.Token).ConfigureAwait(false);
            }
            if (message is null or { IsTruncated: true })
            {
                message = await OverTcpAsync(server, question, either.Token).ConfigureAwait(false);
            }
            return message is null ? (null, "sent an answer that cannot be read") : (message, "");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, "did not answer in time");
        }
        catch (SocketException failed)
        {
            return (null, $"cannot be reached: {failed.Message}");
        }
    }

    /// <returns>Null when others answer too, or what came cannot be read: TCP will tell.</returns>
    private static async Task<DnsMessage?> OverUdpAsync(
        IPEndPoint server, DnsQuestion question, bool edns, CancellationToken cancellation)
    {
        var buffer = new byte[LargestDatagram];
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellation).ConfigureAwait(false);
        var id = RandomId();
        var length = DnsQuery.Write(buffer, id, question, edns);
        await socket.SendAsync(buffer.AsMemory(0, length), cancellation).ConfigureAwait(false);
        for (var guesses = 0; guesses < MostGuesses; guesses++)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), cancellation).ConfigureAwait(false);
            if (DnsReader.Parse(buffer.AsSpan(0, received), out var message) == DnsStatus.Complete
                && Answers(message!, id, question))
            {
                return message;
            }
        }
        return null;
    }

    private static async Task<DnsMessage?> OverTcpAsync(IPEndPoint server, DnsQuestion question, CancellationToken cancellation)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellation).ConfigureAwait(false);
        var id = RandomId();
        var query = new byte[2 + DnsQuery.MaxLength];
        var length = DnsQuery.Write(query.AsSpan(2), id, question, edns: false);
        BinaryPrimitives.WriteUInt16BigEndian(query, (ushort)length);
        await socket.SendAsync(query.AsMemory(0, 2 + length), cancellation).ConfigureAwait(false);
        if (!await ReadAsync(socket, query.AsMemory(0, 2), cancellation).ConfigureAwait(false))
        {
            return null;
        }
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(query)];
        return await ReadAsync(socket, answer, cancellation).ConfigureAwait(false)
            && DnsReader.Parse(answer, out var message) == DnsStatus.Complete && Answers(message!, id, question)
                ? message
                : null;
    }

    /// <summary>False when the server closed before.</summary>
    private static async Task<bool> ReadAsync(Socket socket, Memory<byte> buffer, CancellationToken cancellation)
    {
        while (!buffer.IsEmpty)
        {
            var read = await socket.ReceiveAsync(buffer, cancellation).ConfigureAwait(false);
            if (read == 0)
            {
                return false;
            }
            buffer = buffer[read..];
        }
        return true;
    }

    /// <summary>A server that could not read the question cannot repeat it.</summary>
    private static bool Answers(DnsMessage message, ushort id, DnsQuestion question) => message.Id == id
        && (message.Question == question
            || (message.Question is null && message.Code is DnsResponseCode.FormatError or DnsResponseCode.NotImplemented));

    private static ushort RandomId() => (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
}
