using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using SipEdge.Sip.Messages;

namespace SipEdge.Demo;

/// <summary>SIP over TLS to the edge, which must show exactly the certificate that this demo started it with.</summary>
internal sealed class TlsWire : IDemoWire
{
    private readonly SslStream _stream;
    private readonly PipeReader _reader;
    private readonly StreamFramer _framer = new(ParseLimits.Default);

    private TlsWire(SslStream stream, string local)
    {
        _stream = stream;
        _reader = PipeReader.Create(stream);
        Local = local;
    }

    public string Transport => "TLS";

    public string Local { get; }

    public static async Task<TlsWire> ConnectAsync(IPEndPoint edge, byte[] certificateHash, CancellationToken cancellation)
    {
        var socket = new Socket(edge.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(edge, cancellation).ConfigureAwait(false);
            var local = socket.LocalEndPoint!.ToString()!;
            var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "localhost",

                    // Self-signed: there is no issuer to trust, so it is known by its fingerprint.
                    RemoteCertificateValidationCallback = (_, shown, _, _) =>
                        shown is not null && shown.GetCertHash(HashAlgorithmName.SHA256).AsSpan().SequenceEqual(certificateHash),
                },
                cancellation).ConfigureAwait(false);
            return new TlsWire(stream, local);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task SendAsync(byte[] message, CancellationToken cancellation) => _stream.WriteAsync(message, cancellation).AsTask();

    public async Task<byte[]> ReceiveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var read = await _reader.ReadAsync(cancellation).ConfigureAwait(false);
            var status = _framer.TryFrame(read.Buffer, out var length);
            if (length > 0)
            {
                var bytes = read.Buffer.Slice(0, length).ToArray();
                _reader.AdvanceTo(read.Buffer.GetPosition(length));
                if (status == FrameStatus.Message)
                {
                    return bytes;
                }

                continue;
            }

            if (status == FrameStatus.Refused || read.IsCompleted)
            {
                throw new IOException(status == FrameStatus.Refused ? $"unreadable: {_framer.Refusal}" : "the edge closed the connection");
            }

            _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
    }
}
