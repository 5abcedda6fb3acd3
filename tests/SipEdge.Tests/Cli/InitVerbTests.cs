using SipEdge.Cli;

namespace SipEdge.Tests.Cli;

public sealed class InitVerbTests : IDisposable
{
    private readonly ScratchDirectory _directory = new();

    private string Target => _directory.File("sipedge.yaml");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("--account alice")]
    [InlineData("--pbx 192.0.2.10")]
    [InlineData("--carrier 198.51.100.5:5080")]
    [InlineData("--pbx 192.0.2.10 --carrier 198.51.100.5 --domain pbx.example.org")]
    [InlineData("--pbx 192.0.2.10 --carrier 198.51.100.5 --account alice --address 192.0.2.1")]
    [InlineData("--address 2001:db8::1 --pbx [2001:db8::2]:5060")]
    public async Task What_it_writes_is_what_check_accepts(string flags)
    {
        var made = await InitAsync(flags);
        var check = await Sipedge.RunAsync("check", "--config", Target);

        Assert.Equal((ExitCode.Success, ""), (made.ExitCode, made.Error));
        Assert.Equal((ExitCode.Success, $"{Target}: valid\n", ""), (check.ExitCode, check.Output, check.Error));
    }

    [Fact]
    public async Task A_certificate_is_written_by_its_path()
    {
        var made = await InitAsync("--certificate /etc/sipedge/tls/chain.pem --key /etc/sipedge/tls/key.pem");

        Assert.Equal(ExitCode.Success, made.ExitCode);
        Assert.Contains("certificate: \"/etc/sipedge/tls/chain.pem\"", await File.ReadAllTextAsync(Target), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_is_not_overwritten_without_force()
    {
        _directory.Write("sipedge.yaml", "mine");

        var refused = await InitAsync("");

        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Target));
        Assert.Equal(ExitCode.Success, (await InitAsync("--force")).ExitCode);
        Assert.NotEqual("mine", await File.ReadAllTextAsync(Target));
    }

    [Fact]
    public async Task A_password_is_in_a_file_of_its_owner_and_nowhere_else()
    {
        var made = await InitAsync("--account alice");

        var secret = _directory.File("secrets/alice");
        var password = (await File.ReadAllTextAsync(secret)).Trim();
        Assert.Equal(24, password.Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(secret));
        Assert.DoesNotContain(password, await File.ReadAllTextAsync(Target), StringComparison.Ordinal);
        Assert.DoesNotContain(password, made.Output + made.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_phones_already_have_is_kept()
    {
        await InitAsync("--account alice");
        var password = await File.ReadAllTextAsync(_directory.File("secrets/alice"));

        await InitAsync("--account alice --force");

        Assert.Equal(password, await File.ReadAllTextAsync(_directory.File("secrets/alice")));
    }

    [Theory]
    [InlineData("--address somewhere", "'somewhere' is not an IP address")]
    [InlineData("--pbx pbx.example.org", "a host name goes into the file")]
    [InlineData("--account ../../etc/passwd", "characters other than")]
    [InlineData("--domain a:b", "characters other than")]
    [InlineData("--key key.pem", "go together")]
    public async Task A_flag_that_cannot_be_read_is_said_and_nothing_is_written(string flags, string complaint)
    {
        var refused = await InitAsync(flags);

        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains(complaint, refused.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task Questions_are_asked_for_what_no_flag_told_and_asked_again_when_misread()
    {
        using var answers = new StringReader("192.0.2.1\nnot an address\n192.0.2.10\n\nalice\n");
        using var output = new StringWriter();
        using var error = new StringWriter();

        var exitCode = await CommandLine.RunAsync(
            ["init", "--output", Target, "--domain", "pbx.example.org"], new Terminal(output, error, answers));

        Assert.Equal(("", ExitCode.Success), (error.ToString(), exitCode));
        Assert.DoesNotContain("Host name", output.ToString(), StringComparison.Ordinal);
        var text = await File.ReadAllTextAsync(Target);
        Assert.Contains("advertise: \"192.0.2.1\"", text, StringComparison.Ordinal);
        Assert.Contains("  pbx.example.org:", text, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, (await Sipedge.RunAsync("check", "--config", Target)).ExitCode);
    }

    private Task<Sipedge.Outcome> InitAsync(string flags) =>
        Sipedge.RunAsync(["init", "--output", Target, "--yes", .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
}
