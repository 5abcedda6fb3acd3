using System.Diagnostics;
using System.Text;
using SipEdge.Core.Registrations;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Tests.Registrations;

public sealed class CaptureFileTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 21, 12, 0, 0, 250, TimeSpan.Zero);

    [Theory]
    [InlineData("192.0.2.1", "198.51.100.2")]
    [InlineData("2001:db8::1", "2001:db8::2")]
    public void Blocks_follow_each_other_to_the_end_and_hold_the_messages(string local, string remote)
    {
        var file = CaptureFile.Write(Pair(local, remote));
        var types = new List<uint>();
        for (var at = 0; at < file.Length;)
        {
            var length = BitConverter.ToInt32(file, at + 4);
            Assert.Equal(0, length % 4);
            Assert.Equal(length, BitConverter.ToInt32(file, at + length - 4));
            types.Add(BitConverter.ToUInt32(file, at));
            at += length;
        }
        Assert.Equal([0x0A0D0D0Au, 1, 6, 6], types);
        Assert.Contains("SIP/2.0 401 Unauthorized", Encoding.Latin1.GetString(file), StringComparison.Ordinal);
    }

    [TsharkFact]
    public async Task Tshark_reads_it_as_SIP()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, CaptureFile.Write(Pair("192.0.2.1", "198.51.100.2")));
            using var tshark = Process.Start(new ProcessStartInfo("tshark", [
                "-r", path, "-T", "fields", "-e", "ip.src", "-e", "frame.time_epoch", "-e", "sip.Method", "-e", "sip.Status-Code"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var text = await tshark.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
            await tshark.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('\t')).ToList();
            Assert.Equal(2, lines.Count);
            Assert.Equal(("192.0.2.1", "REGISTER"), (lines[0][0], lines[0][2]));
            Assert.Equal(("198.51.100.2", "401"), (lines[1][0], lines[1][3]));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static List<TracedMessage> Pair(string local, string remote)
    {
        var trace = new RegistrationTrace();
        Assert.True(SocketEndpoint.TryParseHost(Encoding.ASCII.GetBytes(local), 5060, out var here));
        Assert.True(SocketEndpoint.TryParseHost(Encoding.ASCII.GetBytes(remote), 5060, out var there));
        var flow = new Flow(TransportKind.Udp, 0, 0, there);
        const string Rest = "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1\r\nFrom: <sip:a@c>;tag=1\r\nTo: <sip:a@c>\r\nCall-ID: x\r\n"
            + "CSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n";
        trace.Add(Encoding.ASCII.GetBytes($"REGISTER sip:c SIP/2.0\r\n{Rest}"), sent: true, here, flow, Time);
        trace.Add(Encoding.ASCII.GetBytes($"SIP/2.0 401 Unauthorized\r\n{Rest}"), sent: false, here, flow, Time.AddMilliseconds(3));
        return [.. trace.Messages];
    }

    /// <summary>Runs where tshark is installed, and says so where it is not.</summary>
    private sealed class TsharkFactAttribute : FactAttribute
    {
        public TsharkFactAttribute()
        {
            var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(static path => File.Exists(Path.Combine(path, "tshark")));
            Skip = found ? null : "tshark is not installed";
        }
    }
}
