using System.Globalization;
using System.Text.RegularExpressions;

namespace SipEdge.Core.Tests.Network;

/// <summary>
/// What an observer asserts of every description that the edge sent to a phone: each line in its form and place (RFC 8866 §5), only
/// the edge's address in it, keys where the profile is secure, and per session a version that grows when the text changes.
/// </summary>
internal static partial class SentDescriptions
{
    public static int Check(SimulatedPhone phone, string edge)
    {
        var told = new Dictionary<string, SortedDictionary<ulong, string>>();
        var count = 0;
        foreach (var body in phone.Bodies.Where(static body => body.StartsWith("v=", StringComparison.Ordinal)))
        {
            count++;
            Assert.EndsWith("\r\n", body, StringComparison.Ordinal);
            var lines = body.Split("\r\n")[..^1];
            Assert.Equal("v=0", lines[0]);
            var origin = Origin().Match(lines[1]);
            Assert.True(origin.Success, lines[1]);
            Assert.Equal(edge, origin.Groups["address"].Value);
            Assert.Equal(["s=-", $"c=IN IP4 {edge}", "t=0 0"], lines[2..5]);
            Assert.All(lines[5..], static line => Assert.Matches("^(m|a)=[ -~]+$", line));
            Assert.StartsWith("m=", lines[5], StringComparison.Ordinal);
            Assert.DoesNotContain("192.0.2", body, StringComparison.Ordinal);
            foreach (var media in body.Split("\r\nm=")[1..])
            {
                Assert.Equal(
                    media.Contains("/SAVP", StringComparison.Ordinal) && !media.Contains(" 0 RTP", StringComparison.Ordinal),
                    media.Contains("a=crypto:", StringComparison.Ordinal));
            }
            var version = ulong.Parse(origin.Groups["version"].ValueSpan, CultureInfo.InvariantCulture);
            var versions = told.TryGetValue(origin.Groups["session"].Value, out var known)
                ? known
                : told[origin.Groups["session"].Value] = [];
            Assert.Equal(body, versions.TryGetValue(version, out var same) ? same : versions[version] = body);
        }
        return count;
    }

    [GeneratedRegex("^o=- (?<session>[0-9]+) (?<version>[0-9]+) IN IP4 (?<address>[0-9.]+)$")]
    private static partial Regex Origin();
}
