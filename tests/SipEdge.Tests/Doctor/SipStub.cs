using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SipEdge.Demo;
using SipEdge.Sip.Messages;

namespace SipEdge.Tests.Doctor;

/// <summary>A peer on loopback that misbehaves as it is told: what it answers to each request is the test's function.</summary>
internal sealed class SipStub : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<DemoMessage, IEnumerable<string>> _script;
    private readonly Socket _socket;
    private readonly X509Certificate2? _certificate;
    private readonly Task _running;

    private SipStub(Socket socket, Func<DemoMessage, IEnumerable<string>> script, X509Certificate2? certificate)
    {
        (_socket, _script, _certificate) = (socket, script, certificate);
        _running = socket.SocketType == SocketType.Dgram ? DatagramsAsync() : ConnectionsAsync();
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public List<DemoMessage> Requests { get; } = [];

    /// <summary>Such a request has come: what is sent without an answer may still be on its way when a test has ended.</summary>
    public bool Has(SipMethod method)
    {
        lock (Requests)
        {
            return Requests.Exists(request => request.Method == method);
        }
    }

    public static SipStub Udp(Func<DemoMessage, IEnumerable<string>> script)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new SipStub(socket, script, null);
    }

    /// <param name="script">No answers at all: the connection is closed.</param>
    /// <param name="certificate">Null: no TLS.</param>
    public static SipStub Tcp(
        Func<DemoMessage, IEnumerable<string>> script, X509Certificate2? certificate = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return new SipStub(socket, script, certificate);
    }

    /// <summary>A whole response to that request.</summary>
    public static string Answer(DemoMessage request, int status, string lines = "", string body = "")
    {
        var to = request.ToTag.Length > 0 || status == 100 ? request.To : $"{request.To};tag=stub";
        var type = body.Length > 0 ? "Content-Type: application/sdp\r\n" : "";
        return $"SIP/2.0 {status} {Encoding.ASCII.GetString(SipStatus.ReasonPhrase(status))}\r\n"
            + string.Concat(request.Vias.Select(static via => $"Via: {via}\r\n"))
            + $"From: {request.From}\r\nTo: {to}\r\nCall-ID: {request.CallId}\r\n"
            + $"CSeq: {request.CSeq} {Encoding.ASCII.GetString(SipMethods.Name(request.Method))}\r\n"
            + $"{lines}{type}Content-Length: {body.Length}\r\n\r\n{body}";
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        await _running;
        _stop.Dispose();
    }

    private async Task DatagramsAsync()
    {
        var buffer = new byte[65_535];
        try
        {
            while (true)
            {
                var got = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                foreach (var answer in Take(buffer[..got.ReceivedBytes]))
                {
                    await _socket.SendToAsync(Encoding.Latin1.GetBytes(answer), got.RemoteEndPoint, _stop.Token);
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ConnectionsAsync()
    {
        try
        {
            while (true)
            {
                using var connection = await _socket.AcceptAsync(_stop.Token);
                try
                {
                    await ServeAsync(connection);
                }
                catch (Exception left) when (left is IOException or System.Security.Authentication.AuthenticationException)
                {
                    // The other side ended it: that is what some tests are about.
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        await using var network = new NetworkStream(connection);
        Stream stream = network;
        if (_certificate is not null)
        {
            var secure = new SslStream(network);
            await secure.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
            stream = secure;
        }
        await using (stream)
        {
            var buffer = new byte[65_535];
            while (await stream.ReadAsync(buffer, _stop.Token) is > 0 and var read)
            {
                var answers = Take(buffer[..read]).ToList();
                if (answers.Count == 0)
                {
                    return;
                }
                foreach (var answer in answers)
                {
                    await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), _stop.Token);
                }
            }
        }
    }

    private IEnumerable<string> Take(byte[] bytes)
    {
        DemoMessage request;
        try
        {
            request = DemoMessage.Read(bytes);
        }
        catch (InvalidDataException)
        {
            return ["HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"];
        }
        lock (Requests)
        {
            Requests.Add(request);
        }
        return _script(request);
    }
}
