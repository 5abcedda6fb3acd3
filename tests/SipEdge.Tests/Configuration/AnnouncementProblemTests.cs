using SipEdge.Configuration;
using SipEdge.Core.Configuration;
using SipEdge.Media.Announcements;

namespace SipEdge.Tests.Configuration;

/// <summary>Announcements in a configuration: which file is played where, and what an operator is told about a wrong one.</summary>
[Collection(nameof(ExampleFiles))]
public sealed class AnnouncementProblemTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sipedge-announcement-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_trunk_plays_its_own_file_and_else_that_of_everybody()
    {
        File.WriteAllBytes(Path.Combine(_directory.FullName, "all.al"), new byte[800]);
        File.WriteAllBytes(Path.Combine(_directory.FullName, "own.ul"), new byte[1600]);
        var loaded = Load("announcement: { file: all.al, play: answered }", "media: { announcement: { file: own.ul } }");
        Assert.Empty(loaded.Problems);
        var own = loaded.Model!.Trunks[0].Gateways[0].Media.Announcement!;
        Assert.Equal((1600, G711Law.Mu, AnnouncementPlay.Answered, 16), (own.Clip.Length, own.Clip.Law, own.Play, own.Line.Line));

        loaded = Load("announcement: { file: all.al }", "");
        var everybody = loaded.Model!.Trunks[0].Gateways[0].Media.Announcement!;
        Assert.Equal((800, G711Law.A, AnnouncementPlay.Early, 6), (
            everybody.Clip.Length, everybody.Clip.Law, everybody.Play, everybody.Line.Line));
        Assert.Null(loaded.Model.Trunks[0].Media.Announcement);

        Assert.Null(Load("announcement: { file: all.al }", "media: { announcement: { play: never } }")
            .Model!.Trunks[0].Gateways[0].Media.Announcement);
    }

    [Fact]
    public void A_file_that_is_no_G711_is_told_with_what_it_is_and_what_to_do()
    {
        byte[] wav =
        [
            .. "RIFF"u8, 0, 0, 0, 0, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 2, 0, 0x44, 0xAC, 0, 0, 0, 0, 0, 0, 4, 0, 16, 0,
            .. "data"u8, 4, 0, 0, 0, 1, 2, 3, 4,
        ];
        File.WriteAllBytes(Path.Combine(_directory.FullName, "hello.wav"), wav);

        Assert.Equal(
            [
                $"f.yaml:6:27: error: media.policy.announcement.file: {_directory.FullName}/hello.wav cannot be played: "
                + "it is 16-bit PCM, 44100 Hz, stereo; accepted is A-law or mu-law of 8 kHz, mono, as .wav, .au or raw .al/.ul. "
                + "Convert it: sox hello.wav -r 8000 -c 1 -e a-law hello.alaw.wav",
            ],
            Problems("announcement: { file: hello.wav }", ""));
    }

    [Theory]
    [InlineData("announcement: { file: gone.al }", "",
        "f.yaml:6:27: error: media.policy.announcement.file: {0}/gone.al cannot be read: there is no such file")]
    [InlineData("nat: auto", "media: { announcement: { play: early } }",
        "f.yaml:16:14: error: trunks.pbx.media.announcement: 'file' is missing: there is nothing to play")]
    [InlineData("announcement: { file: right.al, play: often }", "",
        "f.yaml:6:43: error: media.policy.announcement.play: 'often' is not known here; expected never, early, answered")]
    [InlineData("announcement: { file: right.al }\n    srtp: { termination: end_to_end }", "",
        "f.yaml:6:5: warning: media.policy.announcement: nobody hears it on calls to trunk 'pbx' where the keys pass from end to "
        + "end; expected srtp.termination: terminate, or play: never")]
    public void What_nobody_would_hear_is_told(string policy, string trunk, string problem)
    {
        File.WriteAllBytes(Path.Combine(_directory.FullName, "right.al"), new byte[800]);

        Assert.Contains(problem.Replace("{0}", _directory.FullName, StringComparison.Ordinal), Problems(policy, trunk));
    }

    [Fact]
    public void A_changed_file_is_what_the_next_reading_has()
    {
        var file = Path.Combine(_directory.FullName, "a.al");
        File.WriteAllBytes(file, new byte[800]);
        Assert.Equal(800, Load("announcement: { file: a.al }", "").Model!.Trunks[0].Gateways[0].Media.Announcement!.Clip.Length);
        File.WriteAllBytes(file, new byte[160]);
        Assert.Equal(160, Load("announcement: { file: a.al }", "").Model!.Trunks[0].Gateways[0].Media.Announcement!.Clip.Length);
    }

    private List<string> Problems(string policy, string trunk) =>
        [.. Load(policy, trunk).Problems.Select(problem => problem.ToString())];

    private LoadedConfiguration Load(string policy, string trunk) => ConfigurationFile.LoadText(
        """
        version: 1
        listeners:
          - { name: udp, transport: udp, bind: "192.0.2.10:5060" }
        media:
          policy:
            POLICY
        acls:
          office: { addresses: [198.51.100.0/24] }
        domains:
          example.net: { acls: [office] }
        default_domain: example.net
        trunks:
          pbx:
            gateways:
              - { name: a, address: 192.0.2.20 }
            TRUNK
        routes:
          - { to: pbx }
        """.Replace("POLICY", policy, StringComparison.Ordinal).Replace("TRUNK", trunk, StringComparison.Ordinal),
        "f.yaml", _directory.FullName);
}
