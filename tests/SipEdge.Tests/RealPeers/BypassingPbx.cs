using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace SipEdge.Tests.RealPeers;

/// <summary>
/// The answering half of a PBX that keeps out of the media: it holds one call until the test knows, from the call that the PBX
/// makes in turn, which address to answer with. SIPp cannot wait for that.
/// </summary>
internal sealed partial class BypassingPbx : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly TaskCompletionSource<(string Text, EndPoint From)> _invite = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;

    public BypassingPbx(IPAddress address)
    {
        _socket.Bind(new IPEndPoint(address, 5060));
        _loop = Listen();
    }

    /// <summary>The media address in the offer of the call that came.</summary>
    public async Task<IPEndPoint> Invited()
    {
        var (text, _) = await _invite.Task.WaitAsync(TestBed.Patience);
        return new IPEndPoint(
            IPAddress.Parse(Host().Match(text).Groups[1].Value),
            int.Parse(Port().Match(text).Groups[1].Value, CultureInfo.InvariantCulture));
    }

    public async Task Answer(IPEndPoint media)
    {
        var (text, from) = await _invite.Task;
        await Respond(text, "200 OK", from, $"v=0\r\no=- 1 1 IN IP4 {media.Address}\r\ns=-\r\nc=IN IP4 {media.Address}\r\nt=0 0\r\n"
            + $"m=audio {media.Port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n");
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _loop;
    }

    private async Task Listen()
    {
        var buffer = new byte[65535];
        while (true)
        {
            SocketReceiveFromResult received;
            try
            {
                received = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
            }
            catch (Exception end) when (end is SocketException or ObjectDisposedException)
            {
                return;
            }

            var text = Encoding.Latin1.GetString(buffer, 0, received.ReceivedBytes);
            if (text.StartsWith("INVITE", StringComparison.Ordinal))
            {
                await Respond(text, "180 Ringing", received.RemoteEndPoint, "");
                _invite.TrySetResult((text, received.RemoteEndPoint));
            }
            else if (text.StartsWith("BYE", StringComparison.Ordinal))
            {
                await Respond(text, "200 OK", received.RemoteEndPoint, "");
            }
        }
    }

    private async Task Respond(string request, string status, EndPoint to, string body)
    {
        var answer = new StringBuilder($"SIP/2.0 {status}\r\n");
        foreach (var line in request[..request.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n")[1..])
        {
            if (Copied().IsMatch(line))
            {
                answer.Append(line)
                    .Append(line.StartsWith("To:", StringComparison.Ordinal) && !line.Contains(";tag=", StringComparison.Ordinal) ? ";tag=pbx" : "")
                    .Append("\r\n");
            }
        }

        answer.Append(CultureInfo.InvariantCulture, $"Contact: <sip:pbx@{_socket.LocalEndPoint}>\r\n")
            .Append(body.Length > 0 ? "Content-Type: application/sdp\r\n" : "")
            .Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n{body}");
        await _socket.SendToAsync(Encoding.Latin1.GetBytes(answer.ToString()), to);
    }

    [GeneratedRegex("^(Via|From|To|Call-ID|CSeq|Record-Route): ")]
    private static partial Regex Copied();

    [GeneratedRegex("c=IN IP4 ([0-9.]+)")]
    private static partial Regex Host();

    [GeneratedRegex("m=audio ([0-9]+)")]
    private static partial Regex Port();
}
