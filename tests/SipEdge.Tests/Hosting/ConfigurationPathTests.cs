using SipEdge.Hosting;

namespace SipEdge.Tests.Hosting;

public sealed class ConfigurationPathTests
{
    [Theory]
    [InlineData("given.yaml", "variable.yaml", true, "given.yaml")]
    [InlineData(null, "variable.yaml", true, "variable.yaml")]
    [InlineData(null, null, true, "/etc/sipedge/sipedge.yaml")]
    [InlineData(null, "", false, null)]
    public void The_flag_wins_then_the_variable_then_the_installed_file_then_the_built_in(
        string? option, string? variable, bool installed, string? expected) =>
        Assert.Equal(expected, ConfigurationPath.Resolve(option, name => name == "SIPEDGE_CONFIG" ? variable : null, _ => installed));
}
