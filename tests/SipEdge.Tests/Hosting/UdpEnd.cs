using System.Net;
using System.Net.Sockets;
using System.Text;
using SipEdge.Tests.RealPeers;

namespace SipEdge.Tests.Hosting;

/// <summary>A socket that says what the test writes.</summary>
internal sealed class UdpEnd : IDisposable
{
    private readonly UdpClient _socket;
    private readonly IPEndPoint _edge;

    public UdpEnd(IPAddress address, IPAddress edge)
    {
        _socket = new UdpClient(new IPEndPoint(address, 5060));
        _edge = new IPEndPoint(edge, 5060);
    }

    public static string Request(string method, string uri, string from, string callId, string via, string headers) =>
        $"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {via}:5060;branch=z9hG4bK{callId};rport\r\nMax-Forwards: 70\r\n"
        + $"From: <sip:{from}@{EdgeConfiguration.Domain}>;tag={callId}\r\n"
        + $"To: <{(method == "REGISTER" ? $"sip:{from}@{EdgeConfiguration.Domain}" : uri)}>\r\nCall-ID: {callId}\r\n"
        + $"CSeq: 1 {method}\r\n{(headers.Length == 0 ? $"Contact: <sip:{from}@{via}>\r\n" : headers)}Content-Length: 0\r\n\r\n";

    public async Task Send(string method, string uri, string from, string callId, string headers = "") => await Say(
        Request(method, uri, from, callId, ((IPEndPoint)_socket.Client.LocalEndPoint!).Address.ToString(), headers));

    /// <summary>As 101, at a PBX that takes everybody; what the PBX calls it.</summary>
    public async Task<string> Register(UdpEnd pbx)
    {
        await Send("REGISTER", $"sip:{EdgeConfiguration.Domain}", "101", "registers");
        var register = await pbx.Hear("REGISTER ");
        var contact = Line(register, "Contact");
        await pbx.Answer(register, "200 OK", $"Contact: {contact}\r\n");
        await Hear("SIP/2.0 200 ");
        return contact.Split('<', '>')[1];
    }

    public async Task Answer(string request, string status, string headers = "")
    {
        var copied = request.Split("\r\n").Where(static line => line.StartsWith("Via:", StringComparison.Ordinal)
            || line.StartsWith("From:", StringComparison.Ordinal) || line.StartsWith("Call-ID:", StringComparison.Ordinal)
            || line.StartsWith("CSeq:", StringComparison.Ordinal));
        await Say($"SIP/2.0 {status}\r\n{string.Join("\r\n", copied)}\r\nTo: {Line(request, "To")};tag=t\r\n{headers}"
            + "Content-Length: 0\r\n\r\n");
    }

    /// <summary>The next message that begins so.</summary>
    public async Task<string> Hear(string start)
    {
        using var patience = new CancellationTokenSource(TestBed.Patience);
        while (true)
        {
            var text = Encoding.Latin1.GetString((await _socket.ReceiveAsync(patience.Token)).Buffer);
            if (text.StartsWith(start, StringComparison.Ordinal))
            {
                return text;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task Say(string text) => await _socket.SendAsync(Encoding.Latin1.GetBytes(text), _edge);

    private static string Line(string message, string name) => message.Split($"\r\n{name}: ")[1].Split("\r\n")[0];
}
