using SipEdge.Admin;

namespace SipEdge.Tests.Admin;

public sealed class AdminSocketTests
{
    [Theory]
    [InlineData("/run/sipedge", "/run/user/1000", "/run/sipedge/sipedge.sock")]
    [InlineData("/run/sipedge:/run/other", null, "/run/sipedge/sipedge.sock")]
    [InlineData(null, "/run/user/1000", "/run/user/1000/sipedge.sock")]
    public void The_service_managers_directory_comes_first_then_the_session(string? service, string? session, string expected) =>
        Assert.Equal(expected, AdminSocket.ForEdge(Environment(service, session)));

    [Fact]
    public void Without_either_the_user_gets_a_directory_of_their_own() => Assert.Equal(
        Path.Combine(Path.GetTempPath(), $"sipedge-{System.Environment.UserName}", "sipedge.sock"),
        AdminSocket.ForEdge(Environment(null, null)));

    [Theory]
    [InlineData("/run/sipedge/sipedge.sock", "/run/sipedge/sipedge.sock")]
    [InlineData("/run/user/1000/sipedge.sock", "/run/user/1000/sipedge.sock")]
    [InlineData("", "/run/user/1000/sipedge.sock")]
    public void A_verb_asks_the_users_own_edge_and_else_the_service(string existing, string expected) =>
        Assert.Equal(expected, AdminSocket.ForClient(Environment(null, "/run/user/1000"), path => path == existing));

    [Fact]
    public void A_directory_that_others_may_write_to_is_refused()
    {
        var directory = Directory.CreateTempSubdirectory("sipedge-open-").FullName;
        try
        {
            File.SetUnixFileMode(directory, (UnixFileMode)0b111_111_111);

            var refused = Assert.Throws<IOException>(() => AdminSocket.PrepareDirectory(Path.Combine(directory, "sipedge.sock")));

            Assert.Contains(directory, refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory);
        }
    }

    [Fact]
    public void A_directory_that_is_made_is_the_owners_alone()
    {
        var parent = Directory.CreateTempSubdirectory("sipedge-made-").FullName;
        try
        {
            var directory = Path.Combine(parent, "run");

            AdminSocket.PrepareDirectory(Path.Combine(directory, "sipedge.sock"));

            Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(directory));
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }
    }

    private static Func<string, string?> Environment(string? service, string? session) => name => name switch
    {
        "RUNTIME_DIRECTORY" => service,
        "XDG_RUNTIME_DIR" => session,
        _ => null,
    };
}
